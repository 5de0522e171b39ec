using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Claims;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.UserInfo;

/// <summary>Claims about the person behind an access token (OpenID Connect Core §5.3). One verification and one read.</summary>
internal sealed partial class UserInfoEndpoint(
    AccessTokens accessTokens, TokenPossession possession, DpopNonces nonces, IGrantStore grants, IClientStore clients, ScopeCatalog scopes,
    ClaimRelease release, ProtectedResponses protectedResponses, Issuer issuer, TimeProvider clock, ILogger<UserInfoEndpoint> log)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context, context.RequestAborted);
        }
        catch (ProtocolException refusal)
        {
            // RFC 6750 §3: the error stands in the challenge; a request without any token gets a bare one (§3.1).
            Refused(log, refusal.Error.Id, refusal.Detail ?? refusal.Error.Description);
            var error = Challenges.AtResource(refusal.Error);
            Challenges.Write(context, issuer, error.Id == AccessTokenRequest.Missing ? null : error);
            await Cors.AllowRefusalAsync(context, clients);
            // §3.1: without any token the answer "SHOULD NOT include an error code or other error information".
            if (error.Id != AccessTokenRequest.Missing)
                await context.Response.WriteErrorAsync(error);
            else
                (context.Response.StatusCode, context.Response.ContentLength, context.Response.Headers.CacheControl) = (error.Status, 0, "no-store");
        }
    }

    private async Task AnswerAsync(HttpContext context, CancellationToken ct)
    {
        var presented = await AccessTokenRequest.ReadAsync(context, ct);
        var keys = context.PresentedKeys(nonces);
        var token = await accessTokens.ReadAsync(presented.Value, ct)
            ?? throw Refuse.InvalidToken("userinfo.token", "The access token is not valid or has expired.");
        var client = await clients.FindAsync(token.ClientId, ct)
            ?? throw Refuse.InvalidToken("userinfo.client", "The access token was revoked.", "Its client is not known or not enabled.");
        Cors.AllowClient(context, client);
        await possession.CheckAsync(token, presented, keys, client.Profile, ct);

        // A token for a payments API says nothing here: userinfo is a resource of its own (RFC 9068 §4).
        if (!token.Audience.Contains(issuer.Value, StringComparer.Ordinal))
            throw Refuse.InvalidToken("userinfo.audience", "The access token is for another audience.");
        if (token.GrantId is not { } grantId || !token.Scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal))
            throw Refuse.InsufficientScope("userinfo.scope", "The access token has no scope openid.");
        var person = await grants.FindUserOfAccessTokenAsync(grantId, token.Jti, clock.GetUtcNow(), ct)
            ?? throw Refuse.InvalidToken("userinfo.revoked", "The access token was revoked.");

        var released = ClaimsOf(token, await scopes.AllAsync(ct));
        // Core §5.5: claims asked for one by one, by the client whose request it was.
        var asked = person.ClientId == client.Id ? (await release.AllowedAsync(RequestedClaims.TryParse(person.Claims), client, ct))?.UserInfo : null;
        var answer = new Answer(token.Subject, person.User, released, asked);

        // Core §5.3.2: "the UserInfo Response MAY be signed, encrypted, or both", as registered; then it is a JWT. No typ: it is nobody's ID token.
        if (Protection.OfUserInfo(client) is { IsNone: false } protection)
            await context.Response.WriteJwtAsync("application/jwt",
                await protectedResponses.ProtectAsync(client, protection, null, answer, static (json, answer) => answer.Write(json), ct));
        else
            await context.Response.WriteJsonAsync(200, answer, static (json, answer) => answer.Write(json));
    }

    private sealed record Answer(string Subject, UserRecord User, HashSet<string> Released, IReadOnlyDictionary<string, RequestedClaim>? Asked)
    {
        public void Write(Utf8JsonWriter json)
        {
            json.WriteString("sub"u8, Subject);
            foreach (var claim in User.Claims.EnumerateObject())
                if (claim.Name is not ("sub" or "iss" or "aud") && claim.Value.ValueKind != JsonValueKind.Null
                    && (Released.Contains(claim.Name) || (Asked?.TryGetValue(claim.Name, out var how) == true && how.Accepts(claim.Value))))
                    claim.WriteTo(json);
            // Core §5.1: seconds; what the person's record says by itself goes before.
            if (User.UpdatedAt is { } updatedAt && (Released.Contains("updated_at") || Asked?.ContainsKey("updated_at") == true) && !User.Claims.TryGetProperty("updated_at", out _))
                json.WriteNumber("updated_at"u8, updatedAt.ToUnixTimeSeconds());
        }
    }

    private static HashSet<string> ClaimsOf(AccessToken token, IReadOnlyDictionary<string, Scope> scopes)
    {
        var claims = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in token.Scopes)
            if (scopes.TryGetValue(name, out var scope))
                claims.UnionWith(scope.Claims);
        return claims;
    }

    [LoggerMessage(1301, LogLevel.Information, "Userinfo refused: {FailureId}: {Detail}")]
    private static partial void Refused(ILogger log, string failureId, string detail);
}
