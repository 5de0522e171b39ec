using PseIdentity.Storage.Sessions;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Consents;

/// <summary>A relying party that a person uses: it was allowed something, holds a grant, or takes part in a session.</summary>
/// <param name="Words">Scopes, and claims that were allowed one by one (<see cref="Protocol.Consent.ConsentRecord.ClaimOf"/>).</param>
/// <param name="Since">The earliest of what is still in force; null where it only takes part in a session.</param>
/// <param name="UsedAt">When it last fetched something; null where it has no grant.</param>
/// <param name="Offline">Whether it may go on while the person is away.</param>
public sealed record ConnectedClient(string ClientId, IReadOnlyList<string> Words, DateTimeOffset? Since, DateTimeOffset? UsedAt, bool Offline);

/// <summary>The applications of one person, for the pages on which they look after them.</summary>
public sealed class ConnectedClients
{
    private static readonly Statement Consents = new("SELECT client_id, scopes, granted_at FROM consents WHERE user_id = $1 AND scopes IS NOT NULL");

    private static readonly Statement Grants = new("""
        SELECT client_id, scopes, created_at, used_at, offline FROM grants
        WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND client_id IS NOT NULL
        """);

    private static readonly Statement InSessions = new("""
        SELECT c.session_id, c.client_id FROM session_clients c JOIN sessions s ON s.id = c.session_id
        WHERE s.user_id = $1 AND s.ended_at IS NULL AND s.live_until > $2 ORDER BY c.client_id
        """);

    private readonly IDatabase database;
    private readonly SessionEnds ends;
    private readonly TimeProvider clock;

    internal ConnectedClients(IDatabase database, SessionEnds ends, TimeProvider clock)
    {
        this.database = database;
        this.ends = ends;
        this.clock = clock;
    }

    public async ValueTask<IReadOnlyList<ConnectedClient>> OfAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var consents = await database.ListAsync(Consents.With(userId),
            row => new ConnectedClient(row.Text(0), Words.Split(row.Text(1)), row.Time(2), null, false), ct);
        var grants = await database.ListAsync(Grants.With(userId, now),
            row => new ConnectedClient(row.Text(0), Words.Split(row.TextOrNull(1) ?? ""), row.Time(2), row.Time(3), row.Flag(4)), ct);
        var visits = (await InSessionsAsync(userId, ct)).SelectMany(session => session).Select(id => new ConnectedClient(id, [], null, null, false));
        return [.. consents.Concat(grants).Concat(visits).GroupBy(each => each.ClientId, StringComparer.Ordinal).Select(each => new ConnectedClient(each.Key,
            [.. each.SelectMany(part => part.Words).Distinct(StringComparer.Ordinal)], each.Min(part => part.Since), each.Max(part => part.UsedAt), each.Any(part => part.Offline)))];
    }

    /// <summary>Which relying parties take part in each live session of the person.</summary>
    public async ValueTask<ILookup<Guid, string>> InSessionsAsync(Guid userId, CancellationToken ct) =>
        (await database.ListAsync(InSessions.With(userId, clock.GetUtcNow()), row => (Session: row.Id(0), Client: row.Text(1)), ct)).ToLookup(row => row.Session, row => row.Client);

    /// <summary>
    /// Takes everything back from one relying party, in one transaction: the consent, every grant, its part in sessions, of which it is told.
    /// False when there was nothing to take back.
    /// </summary>
    public Task<bool> DisconnectAsync(Guid userId, string clientId, CancellationToken ct) =>
        database.EditAsync(Cached.Nothing, model => ends.DisconnectAsync(model, userId, clientId, clock.GetUtcNow(), ct), ct);
}
