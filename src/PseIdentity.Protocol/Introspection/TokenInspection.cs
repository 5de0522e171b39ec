using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.Introspection;

/// <summary>
/// Looks at a presented token as it stands at this moment: grant, session, person, client and denials, in one read. A client sees tokens that were issued
/// to it and, where it is a resource server, access tokens for its resources; whatever else it presents is not active to it (RFC 7662 §2.2, §4).
/// </summary>
internal sealed class TokenInspection(
    AccessTokens accessTokens, RefreshTokens refreshTokens, IGrantStore grants, IClientStore clients, ScopeCatalog scopes, Subjects subjects, Issuer issuer, TimeProvider clock)
{
    public async ValueTask<IntrospectedToken> InspectAsync(string token, Client caller, CancellationToken ct)
    {
        if (refreshTokens.Read(token) is { } refresh)
            return await InspectAsync(refresh, caller, ct);
        return await accessTokens.ReadAsync(token, ct) is { } access ? await InspectAsync(access, caller, ct) : IntrospectedToken.Inactive;
    }

    private async ValueTask<IntrospectedToken> InspectAsync(AccessToken token, Client caller, CancellationToken ct)
    {
        if (!MaySee(token, caller) || await clients.FindAsync(token.ClientId, ct) is null)
            return IntrospectedToken.Inactive;

        // Client credentials have no grant: such a token lives until it expires or is denied.
        if (token.GrantId is not { } grantId)
            return await grants.IsDeniedAsync(token.Jti, ct) ? IntrospectedToken.Inactive : new IntrospectedAccessToken(token.Claims, TypeOf(token), null);
        return await grants.FindUserOfAccessTokenAsync(grantId, token.Jti, clock.GetUtcNow(), ct) is { User: var user }
            ? new IntrospectedAccessToken(token.Claims, TypeOf(token), await UserNameAsync(token, user, ct))
            : IntrospectedToken.Inactive;
    }

    private async ValueTask<IntrospectedToken> InspectAsync(RefreshToken token, Client caller, CancellationToken ct) =>
        await grants.FindLiveAsync(token.GrantId, clock.GetUtcNow(), ct) is { } grant
        && string.Equals(grant.ClientId, caller.Id, StringComparison.Ordinal)
        && token.Generation >= grant.Generation
            ? new IntrospectedRefreshToken(grant, subjects.Of(caller, grant.Subject), issuer.Value)
            : IntrospectedToken.Inactive;

    private static bool MaySee(AccessToken token, Client caller) =>
        string.Equals(token.ClientId, caller.Id, StringComparison.Ordinal) || token.Audience.Intersect(caller.Metadata.Resources, StringComparer.Ordinal).Any();

    // RFC 9449 §6.2: "token_type" is DPoP for a token that is bound to a key of that kind.
    private static string TypeOf(AccessToken token) => token.Confirmation?.Jkt is null ? "Bearer" : "DPoP";

    // RFC 7662 §2.2, "human-readable identifier": a claim like any other, so only where a scope of the token releases it.
    private async ValueTask<string?> UserNameAsync(AccessToken token, UserRecord user, CancellationToken ct)
    {
        var all = await scopes.AllAsync(ct);
        return token.Scopes.Any(name => all.TryGetValue(name, out var scope) && scope.Claims.Contains("preferred_username"))
            ? user.Claims.GetString("preferred_username")
            : null;
    }
}
