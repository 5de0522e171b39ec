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

/// <summary>
/// Refreshes an access token (RFC 6749 §6, RFC 9700 §4.14). One row per grant, updated in place. The generation before the current one is
/// answered again within a short window, so that a lost answer or a racing tab logs nobody out; anything older revokes the grant.
/// </summary>
internal sealed partial class RefreshTokenGrant(
    RefreshTokens refreshTokens, IGrantStore grants, ResourceIndicators resources, ClaimRelease claims, IOptions<TokenOptions> options, TimeProvider clock, ILogger<RefreshTokenGrant> log) : IGrant
{
    /// <summary>How precisely the last use of tokens that do not rotate is known.</summary>
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1);

    public string GrantType => "refresh_token";

    public async ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct)
    {
        var token = refreshTokens.Read(request.Require("refresh_token")) ?? throw Unknown("the handle is not ours");
        var now = clock.GetUtcNow();
        var grant = await grants.FindLiveAsync(token.GrantId, now, ct) ?? throw Unknown("the grant has ended");

        // RFC 6749 §5.2, and without touching the grant: a stranger's attempt must not end the owner's access.
        if (!string.Equals(grant.ClientId, client.Id, StringComparison.Ordinal))
            throw Refuse.InvalidGrant("refresh.other_client", "The refresh token was issued to another client.");

        // RFC 9449 §5: a public client's refresh token is bound to its key; a confidential client is authenticated and may come with another one.
        if (grant.Jkt is { } jkt && !string.Equals(jkt, request.Confirmation?.Jkt, StringComparison.Ordinal))
            throw Refuse.InvalidGrant("refresh.other_key", "The refresh token is bound to another DPoP key, or the DPoP proof is missing.");

        var rotates = client.Client.RotatesRefreshTokens(senderConstrained: grant.Jkt is not null);
        if (token.Generation < grant.Generation && !IsRetry(token, grant, client, now))
            await RevokeReplayedAsync(grant, request, now);

        // What the operator has taken from the client since, the grant no longer gives (RFC 6749 §6: no more than was granted, and may be less).
        var narrowed = Narrow(request["scope"], grant).Where(client.Client.Scopes.Contains).ToList();
        var details = CheckedDetails.Narrow(CheckedDetails.OfStored(grant.AuthorizationDetails, client.Client), request["authorization_details"], client.Client);
        if (narrowed.Count == 0 && details is null)
            throw Refuse.InvalidGrant("refresh.scope_gone", "The client may no longer have anything of the grant.");
        var target = await resources.OfTokenAsync(request.Form, grant.Resources, narrowed, details, ct);
        var rotatesNow = rotates && token.Generation >= grant.Generation;
        var generation = rotatesNow ? token.Generation + 1 : Math.Max(token.Generation, grant.Generation);
        // OpenID Connect Core §12.2: a refresh response "might not contain an id_token". It costs as much as everything else together, so it is there for those who ask.
        var withIdToken = request["scope"] is not null && narrowed.Contains(StandardScopes.OpenId, StringComparer.Ordinal);
        var access = new GrantedAccess
        {
            Client = client.Client,
            Subject = grant.Subject,
            Scopes = target.Scopes,
            Resource = target.Resource,
            AuthorizationDetails = target.Details?.Json,
            PersonClaims = withIdToken ? await claims.OfIdTokenAsync(grant.Claims, grant.UserId, client.Client, ct) : [],
            Person = new PersonPresent(grant.Id, grant.Sid, grant.AuthTime, grant.Acr, grant.Amr),
            RefreshToken = rotates || generation != token.Generation ? refreshTokens.Issue(grant.Id, generation) : request.Require("refresh_token"),
            NameScopes = target.Scopes.Count > 0 && target.Scopes.Count != grant.Scopes.Count,

            WithIdToken = withIdToken,
        };
        return new Redemption(access, Commit());

        Func<Task>? Commit() =>
            rotatesNow ? () => RotateAsync(grant, token, client, request)
            : rotates || now - grant.UsedAt < TouchAfter ? null
            : () => grants.TouchAsync(grant.Id, now, IdleEnd(grant, now), CancellationToken.None).AsTask();
    }

    // A short idle time is touched more often, or it would end grants that are in use.
    private TimeSpan TouchAfter => options.Value.RefreshIdle / 2 < TouchEvery ? options.Value.RefreshIdle / 2 : TouchEvery;

    // The generation just before the current one, soon after its rotation: the answer was lost, or two requests raced.
    private bool IsRetry(RefreshToken token, Grant grant, AuthenticatedClient client, DateTimeOffset now)
    {
        var window = client.Client.Metadata.RefreshRetrySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Value.RefreshRetryWindow;
        return token.Generation == grant.Generation - 1 && now - grant.UsedAt <= window;
    }

    private async Task RotateAsync(Grant grant, RefreshToken token, AuthenticatedClient client, TokenRequest request)
    {
        var now = clock.GetUtcNow();
        if (await grants.TryRotateAsync(grant.Id, token.Generation, now, IdleEnd(grant, now)))
            return;

        // Another request was first. If it presented the same token, both hold the same successor; otherwise this one is old by now.
        var current = await grants.FindLiveAsync(grant.Id, now, CancellationToken.None) ?? throw Unknown("the grant ended meanwhile");
        if (!IsRetry(token, current, client, now))
            await RevokeReplayedAsync(current, request, now);
    }

    private async Task RevokeReplayedAsync(Grant grant, TokenRequest request, DateTimeOffset now)
    {
        var replayed = new IdentityEvent("grant.refresh_replayed", grant.UserId, grant.ClientId, grant.Sid, request.Address);
        await grants.RevokeAsync(grant.Id, "refresh-replayed", now, replayed);
        Replayed(log, grant.ClientId, grant.Id);
        throw Refuse.InvalidGrant("refresh.replayed", "The refresh token was used before; the access it gave has been revoked.");
    }

    // RFC 6749 §6: the scope "MUST NOT include any scope not originally granted"; the refresh token itself keeps the full scope.
    private static IReadOnlyList<string> Narrow(string? requested, Grant grant)
    {
        if (requested is null)
            return grant.Scopes;
        var wanted = ScopeCatalog.Parse(requested);
        foreach (var scope in wanted)
            if (!grant.Scopes.Contains(scope, StringComparer.Ordinal))
                throw Refuse.InvalidScope("refresh.scope", "The scope was not granted.", scope);
        return wanted;
    }

    private DateTimeOffset IdleEnd(Grant grant, DateTimeOffset now)
    {
        var idleEnd = now + options.Value.RefreshIdle;
        return idleEnd < grant.AbsoluteEnd ? idleEnd : grant.AbsoluteEnd;
    }

    private static ProtocolException Unknown(string detail) =>
        Refuse.InvalidGrant("refresh.unknown", "The refresh token is not known, has expired or was revoked.", detail);

    [LoggerMessage(1602, LogLevel.Warning, "An old refresh token of {ClientId} was presented again; grant {GrantId} is revoked")]
    private static partial void Replayed(ILogger log, string clientId, Guid grantId);
}
