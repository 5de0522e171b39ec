using PseIdentity.Protocol.Outbox;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Outbox;

/// <summary>The durable queue to the outside; bodies are encrypted.</summary>
internal sealed class OutboxStore(IDatabase database, RootKey root, TimeProvider clock) : IOutboxStore
{
    private static readonly Statement Insert = new("""
        INSERT INTO outbox (id, kind, body, destination, attempts, claimed, next_at, enqueued_at) VALUES ($1, $2, $3, $4, 0, false, $5, $5)
        """);

    // In each destination those that somebody has come first, so that what is due finds a place only while there is room.
    private const string WithRoom = """
        SELECT id FROM (
            SELECT id, next_at, row_number() OVER (PARTITION BY destination ORDER BY CASE WHEN next_at > $1 THEN 0 ELSE 1 END, next_at, id) AS place
            FROM outbox WHERE next_at <= $3 AND (next_at <= $1 OR claimed)) AS waiting
        WHERE next_at <= $1 AND place <= $4
        """;

    private static readonly Statement Claim = new(
        $"""
        UPDATE outbox SET next_at = $3, claimed = true WHERE id IN ({WithRoom} ORDER BY next_at LIMIT $2)
        RETURNING id, kind, body, attempts, enqueued_at
        """,
        $"""
        UPDATE outbox SET next_at = $3, claimed = true
        WHERE id IN (SELECT id FROM outbox WHERE next_at <= $1 AND id IN ({WithRoom}) ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, body, attempts, enqueued_at
        """);

    private static readonly Statement Delete = new("DELETE FROM outbox WHERE id = $1");
    private static readonly Statement Postpone = new("UPDATE outbox SET attempts = $2, next_at = $3, failure = $4, claimed = false WHERE id = $1");
    private static readonly Statement AnyDue = new("SELECT 1 FROM outbox WHERE next_at <= $1 LIMIT 1");

    private static readonly Statement AnyDelayed = new("SELECT 1 FROM outbox WHERE destination = $1 AND attempts > 0 AND next_at IS NOT NULL LIMIT 1");

    // Other kinds keep no record, and then these touch nothing.
    private static readonly Statement RecordDelivered = new("""
        UPDATE logout_deliveries SET attempts = attempts + 1, last_status = 'delivered', delivered_at = $2 WHERE id = $1
        """);

    private static readonly Statement RecordFailed = new("UPDATE logout_deliveries SET attempts = $2, last_status = $3, failed_at = $4 WHERE id = $1");

    private readonly OutboxRows rows = new(root);

    public async ValueTask EnqueueAsync(OutboxMessage message, CancellationToken ct) =>
        await database.ExecuteAsync(Prepare(message, clock.GetUtcNow()), ct);

    public ValueTask<bool> IsDelayedAsync(string destination, CancellationToken ct) => database.FirstAsync(AnyDelayed.With(destination), _ => true, ct);

    public async ValueTask<IReadOnlyList<ClaimedMessage>> ClaimAsync(int most, int mostPerDestination, TimeSpan lease, DateTimeOffset now, CancellationToken ct)
    {
        // Nearly always there is nothing, and then nothing is written.
        if (!await database.FirstAsync(AnyDue.With(now), _ => true, ct))
            return [];
        return await database.TransactionAsync(transaction => transaction.ListAsync(Claim.With(now, most, now + lease, mostPerDestination), Read), ct);
    }

    public async ValueTask CompleteAsync(Guid id, CancellationToken ct) =>
        await database.ExecuteAllAsync([Delete.With(id), RecordDelivered.With(id, clock.GetUtcNow())], ct);

    public async ValueTask PostponeAsync(Guid id, int attempts, DateTimeOffset? nextAt, string reason, CancellationToken ct)
    {
        DateTimeOffset? failedAt = nextAt is null ? clock.GetUtcNow() : null;
        await database.ExecuteAllAsync([Postpone.With(id, attempts, nextAt, reason), RecordFailed.With(id, attempts, reason, failedAt)], ct);
    }

    /// <summary>The statements that enqueue messages, for a transaction that they belong to.</summary>
    public Call[] Prepare(IReadOnlyList<OutboxMessage> messages, DateTimeOffset now) => [.. messages.Select(message => Prepare(message, now))];

    private Call Prepare(OutboxMessage message, DateTimeOffset now)
    {
        var row = rows.Make(message, now);
        return Insert.With(row.Id, row.Kind, row.Body, row.Destination, row.NextAt);
    }

    private ClaimedMessage Read(SqlRow row)
    {
        var id = row.Id(0);
        return new ClaimedMessage(id, row.Text(1), rows.Open(row.Bytes(2), id), row.Int(3), row.Time(4));
    }
}
