using System.Text.Json;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Users;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Grants;

/// <summary>Grants, by hand-written statements: each decision is one conditional statement whose row count is the answer.</summary>
internal sealed class GrantStore(IDatabase database) : IGrantStore
{
    // Users before sessions, here and wherever both are locked, so that no two transactions wait for each other.
    // Locked first and looked at in the next statement, which sees what was committed while this one waited.
    internal static readonly Statement LockUser = new(null, "SELECT 1 FROM users WHERE id = $1 FOR SHARE");
    internal static readonly Statement LockSession = new(null, "SELECT 1 FROM sessions WHERE id = $1 FOR SHARE");

    private static readonly Statement Redeem = new("""
        INSERT INTO grants (id, client_id, user_id, session_id, sid, offline, scopes, resource, auth_time, acr, amr,
                            generation, created_at, used_at, expires_at, absolute_end, authorization_details, claims, jkt)
        SELECT $1, c.client_id, u.id, s.id, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $19, $20, $21
        FROM sessions s JOIN users u ON u.id = s.user_id CROSS JOIN clients c
        WHERE s.id = $4 AND s.ended_at IS NULL AND s.live_until > $14
          AND u.id = $3 AND u.state = 'active' AND u.stamp = $17
          AND c.client_id = $2 AND c.enabled
          AND NOT EXISTS (SELECT 1 FROM consents WHERE user_id = $3 AND client_id = $2 AND withdrawn_at >= $18)
        ON CONFLICT (id) DO NOTHING
        """);

    // Repeats harmlessly after a replay: the first redemption has let the client in already.
    private static readonly Statement JoinSession = new("""
        INSERT INTO session_clients (session_id, client_id)
        SELECT session_id, client_id FROM grants WHERE id = $1 AND session_id IS NOT NULL
        ON CONFLICT DO NOTHING
        """);

    private static readonly Statement Exists = new("SELECT 1 FROM grants WHERE id = $1");

    private static readonly Statement FindLive = new("""
        SELECT g.client_id, g.user_id, u.subject, g.session_id, g.sid, g.offline, g.scopes, g.resource, g.auth_time, g.acr, g.amr,
               g.generation, g.created_at, g.used_at, g.expires_at, g.absolute_end, g.authorization_details, g.claims, g.jkt
        FROM grants g
        JOIN users u ON u.id = g.user_id AND u.state = 'active'
        JOIN clients c ON c.client_id = g.client_id AND c.enabled
        LEFT JOIN sessions s ON s.id = g.session_id
        WHERE g.id = $1 AND g.revoked_at IS NULL AND g.expires_at > $2
          AND (g.offline OR (s.ended_at IS NULL AND s.live_until > $2))
        """);

    private static readonly Statement Rotate = new("""
        UPDATE grants SET generation = $2 + 1, used_at = $3, expires_at = $4
        WHERE id = $1 AND generation <= $2 AND revoked_at IS NULL AND expires_at > $3
        """);

    private static readonly Statement Touch = new("UPDATE grants SET used_at = $2, expires_at = $3 WHERE id = $1 AND revoked_at IS NULL AND used_at < $2");

    // A code that was not redeemed yet leaves a row without a client: its redemption will find it.
    private static readonly Statement Revoke = new("""
        INSERT INTO grants (id, offline, auth_time, generation, created_at, used_at, expires_at, absolute_end, revoked_at, revoke_reason)
        VALUES ($1, false, 0, 0, $2, $2, $2, $2, $2, $3)
        ON CONFLICT (id) DO UPDATE SET revoked_at = $2, revoke_reason = $3 WHERE grants.revoked_at IS NULL
        """);

    private static readonly Statement RevokeFront = new("UPDATE grants SET revoked_at = $2, revoke_reason = $3 WHERE id = $1 AND revoked_at IS NULL");

    private static readonly Statement Deny = new("INSERT INTO denied_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING");

    private static readonly Statement Denied = new("SELECT 1 FROM denied_tokens WHERE jti = $1");

    private static readonly Statement FindUser = new("""
        SELECT u.id, u.subject, u.stamp, u.claims, u.updated_at, g.client_id, g.claims, g.resource
        FROM grants g
        JOIN users u ON u.id = g.user_id AND u.state = 'active'
        JOIN clients c ON c.client_id = g.client_id AND c.enabled
        LEFT JOIN sessions s ON s.id = g.session_id
        WHERE g.id = $1 AND g.revoked_at IS NULL
          AND (g.offline OR (s.ended_at IS NULL AND s.live_until > $3))
          AND NOT EXISTS (SELECT 1 FROM denied_tokens WHERE jti = $2)
        """);


    public async ValueTask<RedemptionResult> TryRedeemAsync(Grant grant, RedemptionGate gate)
    {
        // The code has been shown: from here on nobody may hang up, so nothing is cancelled.
        var rows = await database.ExecuteAllAsync(
            [
                LockUser.With(grant.UserId),
                LockSession.With(grant.SessionId),
                Redeem.With(grant.Id, grant.ClientId, grant.UserId, grant.SessionId, grant.Sid, grant.Offline, Words.Join(grant.Scopes), Words.Join(grant.Resources),
                    grant.AuthTime, grant.Acr, Words.Join(grant.Amr), grant.Generation, grant.CreatedAt, grant.UsedAt, grant.ExpiresAt, grant.AbsoluteEnd,
                    gate.UserStamp, gate.IssuedAt, grant.AuthorizationDetails, grant.Claims, grant.Jkt),
                JoinSession.With(grant.Id),
            ],
            CancellationToken.None);
        if (rows[2] == 1)
            return RedemptionResult.Redeemed;
        return await database.FirstAsync(Exists.With(grant.Id), _ => true, CancellationToken.None) ? RedemptionResult.Replayed : RedemptionResult.Closed;
    }

    public ValueTask<Grant?> FindLiveAsync(Guid id, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(FindLive.With(id, now), row => new Grant
        {
            Id = id,
            ClientId = row.Text(0),
            UserId = row.Id(1),
            Subject = row.Text(2),
            SessionId = row.Id(3),
            Sid = row.Text(4),
            Offline = row.Flag(5),
            Scopes = Words.Split(row.Text(6)),
            Resources = Words.Split(row.TextOrNull(7) ?? ""),
            AuthTime = row.Time(8),
            Acr = row.Text(9),
            Amr = Words.Split(row.Text(10)),
            Generation = row.Int(11),
            CreatedAt = row.Time(12),
            UsedAt = row.Time(13),
            ExpiresAt = row.Time(14),
            AbsoluteEnd = row.Time(15),
            AuthorizationDetails = row.TextOrNull(16),
            Claims = row.TextOrNull(17),
            Jkt = row.TextOrNull(18),
        }, ct);

    public async ValueTask<bool> TryRotateAsync(Guid id, int presented, DateTimeOffset now, DateTimeOffset expiresAt) =>
        await database.ExecuteAsync(Rotate.With(id, presented, now, expiresAt), CancellationToken.None) == 1;

    public async ValueTask TouchAsync(Guid id, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken ct) =>
        await database.ExecuteAsync(Touch.With(id, now, expiresAt), ct);

    public async ValueTask<bool> RevokeAsync(Guid id, string reason, DateTimeOffset now, IdentityEvent? happened = null)
    {
        Call[] revoke = [Revoke.With(id, now, reason), RevokeFront.With(Grant.FrontOf(id), now, reason)];
        return (await database.ExecuteAllAsync(happened is null ? revoke : [.. revoke, EventLog.Append(now, happened)], CancellationToken.None))[0] == 1;
    }

    public async ValueTask DenyAccessTokenAsync(string jti, DateTimeOffset expiresAt, CancellationToken ct) =>
        await database.ExecuteAsync(Deny.With(jti, expiresAt), ct);

    public ValueTask<bool> IsDeniedAsync(string jti, CancellationToken ct) => database.FirstAsync(Denied.With(jti), _ => true, ct);

    public ValueTask<PersonOfToken?> FindUserOfAccessTokenAsync(Guid grantId, string jti, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(FindUser.With(grantId, jti, now), row => new PersonOfToken(
            new UserRecord(row.Id(0), row.Text(1), row.Int(2), JsonElement.Parse(row.Text(3))) { UpdatedAt = row.Time(4) }, row.Text(5), row.TextOrNull(6), Words.Split(row.TextOrNull(7) ?? "")), ct);
}
