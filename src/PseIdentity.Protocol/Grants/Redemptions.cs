using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Claims;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Grants;

/// <summary>Turns what a person approved into a grant and its first tokens, once: the same for a code, a device and a decoupled sign-in.</summary>
internal sealed partial class Redemptions(
    RefreshTokens refreshTokens, IGrantStore grants, ResourceIndicators resources, ClaimRelease claims, TokenIssuer issuer, IOptions<TokenOptions> options, TimeProvider clock, ILogger<Redemptions> log)
{
    /// <param name="approved">What the client presented a code or another handle for, found good.</param>
    /// <exception cref="ProtocolException">The request names a resource or authorization details that were not approved.</exception>
    public async ValueTask<Redemption> OfAsync(ApprovedAccess approved, AuthenticatedClient client, TokenRequest request, CancellationToken ct)
    {
        var grant = NewGrant(approved, client, request, clock.GetUtcNow());
        var details = CheckedDetails.Narrow(CheckedDetails.OfStored(grant.AuthorizationDetails, client.Client), request["authorization_details"], client.Client);
        var target = await resources.OfTokenAsync(request.Form, grant.Resources, grant.Scopes, details, ct);
        var access = new GrantedAccess
        {
            Client = client.Client,
            Subject = approved.Subject,
            Scopes = target.Scopes,
            Resource = target.Resource,
            AuthorizationDetails = target.Details?.Json,
            PersonClaims = await claims.OfIdTokenAsync(approved.Claims, approved.UserId, client.Client, ct),
            Person = new PersonPresent(grant.Id, approved.Sid, approved.AuthTime, approved.Acr, grant.Amr),
            Nonce = approved.Nonce,
            WithIdToken = grant.Scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal),
            RefreshToken = RefreshTokens.MayHave(client.Client, grant.Scopes) ? refreshTokens.Issue(grant.Id, grant.Generation) : null,
            NameScopes = target.Scopes.Count > 0 && (approved.ScopesDiffer || target.Scopes.Count != grant.Scopes.Count),
        };

        // RFC 6749 §4.1.2: a code works once. The INSERT decides between simultaneous redemptions; it comes last, so that a guess cannot burn somebody else's code.
        return new Redemption(access, () => RedeemAsync(grant, new RedemptionGate(approved.UserStamp, approved.IssuedAt), request));
    }

    private Grant NewGrant(ApprovedAccess approved, AuthenticatedClient client, TokenRequest request, DateTimeOffset now)
    {
        var scopes = approved.Scopes;
        var refreshable = RefreshTokens.MayHave(client.Client, scopes);
        var absoluteEnd = now + (refreshable ? options.Value.RefreshAbsolute : LongestWithoutRefresh(client));
        var idleEnd = now + (refreshable ? options.Value.RefreshIdle : LongestWithoutRefresh(client));
        return new Grant
        {
            Id = approved.GrantId,
            ClientId = client.Id,
            UserId = approved.UserId,
            Subject = approved.Subject,
            SessionId = approved.SessionId,
            Sid = approved.Sid,
            Offline = refreshable && scopes.Contains(StandardScopes.OfflineAccess, StringComparer.Ordinal),
            Scopes = scopes,
            Resources = approved.Resources,
            AuthorizationDetails = approved.AuthorizationDetails,
            Claims = approved.Claims,
            // RFC 9449 §5: the refresh token of a public client is bound to its key; a confidential client may come with another one.
            Jkt = client.Client.IsPublic ? request.Confirmation?.Jkt : null,
            AuthTime = approved.AuthTime,
            Acr = approved.Acr,
            Amr = approved.Methods,
            CreatedAt = now,
            UsedAt = now,
            ExpiresAt = idleEnd < absoluteEnd ? idleEnd : absoluteEnd,
            AbsoluteEnd = absoluteEnd,
        };
    }

    // The row must outlive the code, or the code would work again, and the access token, or userinfo would refuse it.
    private TimeSpan LongestWithoutRefresh(AuthenticatedClient client) =>
        TimeSpan.FromMinutes(5) + options.Value.AuthorizationCodeLifetime
        + issuer.AccessTokenLifetimeOf(client.Client);

    private async Task RedeemAsync(Grant grant, RedemptionGate gate, TokenRequest request)
    {
        switch (await grants.TryRedeemAsync(grant, gate))
        {
            case RedemptionResult.Redeemed:
                return;
            case RedemptionResult.Closed:
                throw Refuse.InvalidGrant("code.closed", "The sign-in behind the code has ended.");
            default:
                // §4.1.2: when a code is used twice, the server "SHOULD revoke (when possible) all tokens previously issued based on that authorization code".
                var replayed = new IdentityEvent("grant.code_replayed", grant.UserId, grant.ClientId, grant.Sid, request.Address);
                await grants.RevokeAsync(grant.Id, "code-replayed", clock.GetUtcNow(), replayed);
                Replayed(log, grant.ClientId, grant.Id);
                throw Refuse.InvalidGrant("code.replayed", "The code was used before.");
        }
    }

    [LoggerMessage(1601, LogLevel.Warning, "A code of {ClientId} was presented again; grant {GrantId} is revoked")]
    private static partial void Replayed(ILogger log, string clientId, Guid grantId);
}
