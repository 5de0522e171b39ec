using System.Globalization;
using System.Text.Json;
using PseIdentity.Protocol.Claims;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.Authorize;

/// <summary>
/// Tokens that leave in the authorization response itself (OpenID Connect Core §3.2 and §3.3). They die with the session: an access token has a
/// grant of its own, which is never offline and no code redeems, so that userinfo and introspection see its end as they see that of any other, and which
/// ends with that of the code beside it;
/// an ID token lets the client join the session, so that sign-out reaches it.
/// </summary>
internal sealed class FrontChannel(
    TokenIssuer issuer, ProtectedResponses protectedResponses, IGrantStore grants, ISessionStore sessions, IUserDirectory users, ScopeCatalog catalog, ResourceIndicators resources, ClaimRelease release)
{
    /// <param name="approved">What the person allowed; a code beside carries the same.</param>
    /// <param name="code">The code in the same response, or null.</param>
    /// <returns>The parameters of the response.</returns>
    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> IssueAsync(AuthorizeContext request, ApprovedAccess approved, string? code, CancellationToken ct)
    {
        var type = request.ResponseType;
        var access = await AccessOfAsync(request, approved, ct);

        // Signed before anything is written, as at the token endpoint.
        var tokens = issuer.IssueInFront(access, type.HasToken, code, request.Parameters["state"]);
        var idToken = tokens.IdToken is { } signed ? await protectedResponses.IdTokenAsync(request.KnownClient, signed, ct) : null;
        if (!await CommitAsync(request, approved, access))
            throw Refuse.LoginRequired("authorize.session_ended", "The sign-in has ended.");

        var fields = new List<KeyValuePair<string, string>>();
        if (tokens.AccessToken is { } accessToken)
        {
            // RFC 6749 §4.2.2.
            fields.Add(new("access_token", accessToken));
            fields.Add(new("token_type", "Bearer"));
            fields.Add(new("expires_in", tokens.ExpiresIn.ToString(CultureInfo.InvariantCulture)));
            if (access.NameScopes)
                fields.Add(new("scope", string.Join(' ', access.Scopes)));
        }
        if (idToken is not null)
            fields.Add(new("id_token", idToken));
        return fields;
    }

    private async ValueTask<GrantedAccess> AccessOfAsync(AuthorizeContext request, ApprovedAccess approved, CancellationToken ct)
    {
        // OpenID Connect Core §11: nothing here outlives the session.
        string[] scopes = [.. approved.Scopes.Where(scope => scope != StandardScopes.OfflineAccess)];
        // RFC 8707 §2.2: one access token is for one resource, here as at the token endpoint.
        var target = request.ResponseType.HasToken
            ? await resources.OfTokenAsync(request.Parameters, approved.Resources, scopes, request.Details, ct)
            : new TokenTarget(null, scopes, null);
        return new GrantedAccess
        {
            Client = request.KnownClient,
            Subject = approved.Subject,
            Scopes = target.Scopes,
            Resource = target.Resource,
            AuthorizationDetails = target.Details?.Json,
            Person = new PersonPresent(Grant.FrontOf(approved.GrantId), approved.Sid, approved.AuthTime, approved.Acr, approved.Methods),
            Nonce = approved.Nonce,
            WithIdToken = request.ResponseType.HasIdToken,
            NameScopes = approved.ScopesDiffer || target.Scopes.Count != approved.Scopes.Count,
            PersonClaims = [.. (request.ResponseType is { HasToken: false, HasCode: false } ? await ClaimsAsync(approved.UserId, scopes, ct) : [])
                .Concat(request.ResponseType.HasIdToken ? await release.OfIdTokenAsync(approved.Claims, approved.UserId, request.KnownClient, ct) : []).DistinctBy(claim => claim.Key)],
        };
    }

    // Core §5.4: the claims of the scopes are in the ID token "when a response_type value is used that does not result in an Access Token being issued".
    private async ValueTask<IReadOnlyList<KeyValuePair<string, JsonElement>>> ClaimsAsync(Guid userId, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        if (await users.FindActiveAsync(userId, ct) is not { } user)
            return [];
        var known = await catalog.AllAsync(ct);
        var released = scopes.SelectMany(name => known.TryGetValue(name, out var scope) ? scope.Claims : []).Where(name => name != "sub").ToHashSet(StringComparer.Ordinal);
        var claims = user.Claims.EnumerateObject().Where(c => released.Contains(c.Name) && c.Value.ValueKind != JsonValueKind.Null).Select(c => KeyValuePair.Create(c.Name, c.Value)).ToList();
        // §5.1: seconds since 1970; the record itself knows, as at userinfo.
        if (user.UpdatedAt is { } updatedAt && released.Contains("updated_at") && !user.Claims.TryGetProperty("updated_at", out _))
            claims.Add(new("updated_at", JsonElement.Parse(updatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))));
        return claims;
    }

    // The same gate as a code's redemption: one statement, in which session, person, client and consent must still hold.
    private async ValueTask<bool> CommitAsync(AuthorizeContext request, ApprovedAccess approved, GrantedAccess access)
    {
        if (access.Person is not { } person || !request.ResponseType.HasToken)
            return await sessions.TryJoinAsync(approved.SessionId, approved.ClientId, request.Now);
        var grant = new Grant
        {
            Id = person.GrantId,
            ClientId = approved.ClientId,
            UserId = approved.UserId,
            Subject = approved.Subject,
            SessionId = approved.SessionId,
            Sid = approved.Sid,
            Offline = false,
            Scopes = access.Scopes,
            Resources = approved.Resources,
            AuthorizationDetails = approved.AuthorizationDetails,
            Claims = approved.Claims,
            AuthTime = approved.AuthTime,
            Acr = approved.Acr,
            Amr = approved.Methods,
            CreatedAt = request.Now,
            UsedAt = request.Now,
            ExpiresAt = request.Now + issuer.AccessTokenLifetimeOf(access.Client),
            AbsoluteEnd = request.Now + issuer.AccessTokenLifetimeOf(access.Client),
        };
        return await grants.TryRedeemAsync(grant, new RedemptionGate(approved.UserStamp, approved.IssuedAt)) == RedemptionResult.Redeemed;
    }
}
