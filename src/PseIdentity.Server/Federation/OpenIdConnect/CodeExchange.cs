using System.Net;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>What a code was worth: an ID token, not yet believed, and the access token for userinfo.</summary>
internal sealed record ExchangedTokens(string IdToken, string AccessToken);

/// <summary>Redeems a code at the provider's token endpoint (OpenID Connect Core §3.1.3, RFC 7636 §4.5).</summary>
internal sealed class CodeExchange(ClientProof proof, GuardedHttp http)
{
    private const int LongestAccessToken = 32768;

    /// <exception cref="UpstreamException">The provider does not take the code, or the answer is not what the specification describes.</exception>
    public async Task<ExchangedTokens> RedeemAsync(
        IdentityProvider provider, OidcUpstream upstream, ProviderMetadata metadata, string code, string callbackUri, string verifier, CancellationToken ct)
    {
        using var request = await proof.FormAsync(provider, upstream, metadata, metadata.TokenEndpoint,
            [new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", callbackUri), new("code_verifier", verifier)], ct);
        var answer = await http.AskAsync(request, ct) ?? throw OpenIdRefuse.Unreachable("the token endpoint did not answer in time and size");
        if (answer.Status != HttpStatusCode.OK)
            throw EndpointError.Of(answer, "the code");
        if (StrictJson.TryParseObject(answer.Body) is not { } json)
            throw OpenIdRefuse.Malformed("the token response is not one JSON object with every member once");

        // Core §3.1.3.3: "The OAuth 2.0 token_type response parameter value MUST be Bearer"; RFC 6749 §5.1: in either case.
        if (!string.Equals(json.GetString("token_type"), "Bearer", StringComparison.OrdinalIgnoreCase))
            throw OpenIdRefuse.Malformed("token_type of the token response is not Bearer");

        // RFC 6749 §A.12: visible characters alone, so that it can stand in a header.
        if (json.GetString("access_token") is not { Length: > 0 and <= LongestAccessToken } accessToken || accessToken.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw OpenIdRefuse.Malformed("the token response has no usable access_token");
        return json.GetString("id_token") is { } idToken
            ? new ExchangedTokens(idToken, accessToken)
            : throw OpenIdRefuse.Malformed("the token response has no id_token");
    }
}
