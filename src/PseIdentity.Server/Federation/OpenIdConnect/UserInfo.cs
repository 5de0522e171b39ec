using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Asks a provider what else it knows of the person (OpenID Connect Core §5.3).</summary>
internal sealed class UserInfo(GuardedHttp http, ProviderTokens tokens)
{
    private static readonly string[] Types = ["JWT", "userinfo+jwt"];

    /// <exception cref="UpstreamException">It does not answer, or speaks of somebody else.</exception>
    public async Task<JsonElement> FetchAsync(ProviderMetadata metadata, string endpoint, string clientId, string accessToken, string subject, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("application/jwt");
        var answer = await http.AskAsync(request, ct) ?? throw OpenIdRefuse.Unreachable("userinfo did not answer in time and size");
        if (answer.Status != HttpStatusCode.OK)
            throw OpenIdRefuse.Unreachable($"userinfo answered {(int)answer.Status}");
        var claims = await ReadAsync(metadata, clientId, answer, ct);

        // §5.3.2: "The sub Claim in the UserInfo Response MUST be verified to exactly match the sub Claim in the ID Token; if they do not match, the UserInfo
        // Response values MUST NOT be used." A provider that mixes people up is not believed in the rest either.
        return string.Equals(claims.GetString("sub"), subject, StringComparison.Ordinal) ? claims : throw OpenIdRefuse.OtherSubject();
    }

    private async Task<JsonElement> ReadAsync(ProviderMetadata metadata, string clientId, PartnerAnswer answer, CancellationToken ct)
    {
        if (!string.Equals(answer.MediaType, "application/jwt", StringComparison.OrdinalIgnoreCase))
            return StrictJson.TryParseObject(answer.Body) ?? throw OpenIdRefuse.Malformed("userinfo is not one JSON object with every member once");

        var claims = (await tokens.ReadAsync(metadata, Encoding.ASCII.GetString(answer.Body).Trim(), Types, ct)).Jws.Payload;

        // §5.3.2: signed, it has iss and aud, and "the aud value SHOULD be or include the RP's Client ID value".
        if (claims.Has("iss"))
            IdTokenCheck.CheckIssuer(claims, metadata.Issuer);
        if (claims.Has("aud") && claims.GetStringOrStrings("aud")?.Contains(clientId, StringComparer.Ordinal) != true)
            throw OpenIdRefuse.Audience("aud of userinfo is not our client_id");
        return claims;
    }
}
