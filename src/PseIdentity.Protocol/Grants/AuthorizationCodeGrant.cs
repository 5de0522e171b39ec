using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Grants;

/// <summary>Redeems an authorization code (RFC 6749 §4.1.3 with PKCE, RFC 7636 §4.6).</summary>
internal sealed partial class AuthorizationCodeGrant(
    AuthorizationCodes codes, RefreshTokens refreshTokens, IGrantStore grants, TokenIssuer issuer, IOptions<TokenOptions> options, TimeProvider clock,
    ILogger<AuthorizationCodeGrant> log) : IGrant
{
    public string GrantType => "authorization_code";

    public async ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct)
    {
        var code = await codes.ReadAsync(request.Require("code"), ct)
            ?? throw Refuse.InvalidGrant("code.unknown", "The code is not known or has expired.");

        // RFC 6749 §5.2: invalid_grant when the code "was issued to another client".
        if (!string.Equals(code.ClientId, client.Id, StringComparison.Ordinal))
            throw Refuse.InvalidGrant("code.other_client", "The code was issued to another client.");

        // §4.1.3: REQUIRED if it was part of the authorization request, "and their values MUST be identical".
        if (!string.Equals(request["redirect_uri"], code.RedirectUri, StringComparison.Ordinal)
            && (code.RedirectUri is not null || request["redirect_uri"] is not null))
            throw Refuse.InvalidGrant("code.redirect_uri", "The redirect_uri differs from that of the authorization request.");

        CheckVerifier(request["code_verifier"], code.CodeChallenge);

        ScopeCatalog.RefuseOtherResource(request.Form, code.Resource);

        var now = clock.GetUtcNow();
        var grant = NewGrant(code, client, now);
        var access = new GrantedAccess
        {
            Client = client.Client,
            Subject = code.Subject,
            Scopes = grant.Scopes,
            Resource = code.Resource,
            Person = new PersonPresent(code.GrantId, code.Sid, code.AuthTime, code.Acr, grant.Amr),
            Nonce = code.Nonce,
            WithIdToken = grant.Scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal),
            RefreshToken = RefreshTokens.MayHave(client.Client, grant.Scopes) ? refreshTokens.Issue(grant.Id, grant.Generation) : null,
            NameScopes = code.ScopesDiffer,
        };

        // §4.1.2: a code works once. The INSERT decides between simultaneous redemptions; it comes last, so that a guess cannot burn somebody else's code.
        return new Redemption(access, () => RedeemAsync(grant, new RedemptionGate(code.UserStamp, code.IssuedAt), request));
    }

    // RFC 7636 §4.6. A verifier without a challenge is a downgrade (RFC 9700 §2.1.1): the challenge was stripped on the way in.
    private static void CheckVerifier(string? verifier, string? challenge)
    {
        if (challenge is null && verifier is null)
            return;
        if (challenge is null)
            throw Refuse.InvalidGrant("pkce.no_challenge", "A code_verifier was sent for a code that was requested without code_challenge.");
        if (verifier is null)
            throw Refuse.InvalidGrant("pkce.verifier_missing", "The code_verifier is missing.");
        if (!Pkce.Matches(verifier, challenge))
            throw Refuse.InvalidGrant("pkce.mismatch", "The code_verifier does not match the code_challenge.");
    }

    private Grant NewGrant(AuthorizationCode code, AuthenticatedClient client, DateTimeOffset now)
    {
        var scopes = code.Scopes;
        var refreshable = RefreshTokens.MayHave(client.Client, scopes);
        var absoluteEnd = now + (refreshable ? options.Value.RefreshAbsolute : LongestWithoutRefresh(client));
        var idleEnd = now + (refreshable ? options.Value.RefreshIdle : LongestWithoutRefresh(client));
        return new Grant
        {
            Id = code.GrantId,
            ClientId = client.Id,
            UserId = code.UserId,
            Subject = code.Subject,
            SessionId = code.SessionId,
            Sid = code.Sid,
            Offline = refreshable && scopes.Contains(StandardScopes.OfflineAccess, StringComparer.Ordinal),
            Scopes = scopes,
            Resource = code.Resource,
            AuthTime = code.AuthTime,
            Acr = code.Acr,
            Amr = code.Amr.Split(' ', StringSplitOptions.RemoveEmptyEntries),
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
