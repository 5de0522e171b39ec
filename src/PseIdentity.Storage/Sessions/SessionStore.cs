using PseIdentity.Protocol.Sessions;
using PseIdentity.Storage.Grants;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Sessions;

/// <summary>Browser sessions, by hand-written statements; how they end is in <see cref="SessionEnds"/>.</summary>
internal sealed class SessionStore(IDatabase database, SessionEnds ends) : ISessionStore
{
    private const string Columns = """
        s.id, s.sid, s.user_id, u.subject, u.stamp, s.auth_time, s.amr, s.acr, s.remembered,
        s.created_at, s.last_seen_at, s.live_until, s.expires_at, s.user_agent, s.address, s.signed_in_at
        """;

    private static readonly Statement Find = new($"""
        SELECT {Columns} FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.cookie_hash = $1 AND s.ended_at IS NULL AND s.live_until > $2 AND u.state = 'active'
        """);

    private static readonly Statement FindOfUser = new($"""
        SELECT {Columns} FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.user_id = $1 AND s.ended_at IS NULL AND s.live_until > $2 AND u.state = 'active'
        ORDER BY s.auth_time DESC, s.id DESC
        """);

    // A person whose stamp moved while they proved themselves gets no session: the cookie leads nowhere, and they are asked again.
    private static readonly Statement Create = new("""
        INSERT INTO sessions (id, cookie_hash, sid, user_id, auth_time, amr, acr, remembered,
                              created_at, last_seen_at, live_until, expires_at, user_agent, address, signed_in_at)
        SELECT $1, $2, $3, id, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $16 FROM users WHERE id = $4 AND state = 'active' AND stamp = $15
        """);

    private static readonly Statement Renew = new("""
        UPDATE sessions SET cookie_hash = $2, auth_time = $3, amr = $4, acr = $5, remembered = $6, last_seen_at = $7, live_until = $8, expires_at = $9,
               user_agent = $10, address = $11, signed_in_at = $14
        WHERE id = $1 AND ended_at IS NULL AND EXISTS (SELECT 1 FROM users WHERE id = $12 AND id = sessions.user_id AND state = 'active' AND stamp = $13)
        """);

    private static readonly Statement Touch = new("""
        UPDATE sessions SET last_seen_at = $2, live_until = $3 WHERE id = $1 AND ended_at IS NULL AND last_seen_at < $2
        """);

    private static readonly Statement Join = new("""
        INSERT INTO session_clients (session_id, client_id)
        SELECT id, $2 FROM sessions WHERE id = $1 AND ended_at IS NULL AND live_until > $3
        ON CONFLICT DO NOTHING
        """);

    private static readonly Statement IsLive = new("SELECT 1 FROM sessions WHERE id = $1 AND ended_at IS NULL AND live_until > $2");

    public ValueTask<BrowserSession?> FindAsync(byte[] cookieHash, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(Find.With(cookieHash, now), Read, ct);

    public ValueTask<IReadOnlyList<BrowserSession>> OfUserAsync(Guid userId, DateTimeOffset now, CancellationToken ct) =>
        database.ListAsync(FindOfUser.With(userId, now), Read, ct);

    public async ValueTask CreateAsync(BrowserSession session, byte[] cookieHash, CancellationToken ct) =>
        await database.ExecuteAllAsync(
            [
                GrantStore.LockUser.With(session.UserId),
                Create.With(session.Id, cookieHash, session.Sid, session.UserId, session.AuthTime, Words.Join(session.Amr), session.Acr, session.Remembered,
                    session.CreatedAt, session.LastSeenAt, session.LiveUntil, session.ExpiresAt, session.UserAgent, session.Address, session.UserStamp, session.SignedInAt),
            ],
            ct);

    public async ValueTask<bool> RenewAsync(BrowserSession session, byte[] newCookieHash, CancellationToken ct)
    {
        var rows = await database.ExecuteAllAsync(
            [
                GrantStore.LockUser.With(session.UserId),
                Renew.With(session.Id, newCookieHash, session.AuthTime, Words.Join(session.Amr), session.Acr, session.Remembered, session.LastSeenAt,
                    session.LiveUntil, session.ExpiresAt, session.UserAgent, session.Address, session.UserId, session.UserStamp, session.SignedInAt),
            ],
            ct);
        return rows[1] == 1;
    }

    public async ValueTask TouchAsync(Guid id, DateTimeOffset lastSeenAt, DateTimeOffset liveUntil, CancellationToken ct) =>
        await database.ExecuteAsync(Touch.With(id, lastSeenAt, liveUntil), ct);

    // The lock makes an end that comes at the same time see the client, or this see the end.
    public ValueTask<bool> TryJoinAsync(Guid id, string clientId, DateTimeOffset now) =>
        database.TransactionAsync(async transaction =>
        {
            await transaction.ExecuteAsync(GrantStore.LockSession.With(id));
            await transaction.ExecuteAsync(Join.With(id, clientId, now));
            return (await transaction.ListAsync(IsLive.With(id, now), _ => true)).Count > 0;
        }, CancellationToken.None);

    public async ValueTask<EndedSession?> EndAsync(Guid id, string reason, DateTimeOffset now, CancellationToken ct) =>
        await database.EditAsync(Cached.Nothing, model => ends.EndAsync(model, id, reason, now, ct), ct);

    private static BrowserSession Read(SqlRow row) => new()
    {
        Id = row.Id(0),
        Sid = row.Text(1),
        UserId = row.Id(2),
        Subject = row.Text(3),
        UserStamp = row.Int(4),
        AuthTime = row.Time(5),
        Amr = Words.Split(row.Text(6)),
        Acr = row.Text(7),
        Remembered = row.Flag(8),
        CreatedAt = row.Time(9),
        LastSeenAt = row.Time(10),
        LiveUntil = row.Time(11),
        ExpiresAt = row.Time(12),
        UserAgent = row.TextOrNull(13),
        Address = row.TextOrNull(14),
        SignedInAt = row.TimeOrNull(15) ?? row.Time(5),
    };
}
