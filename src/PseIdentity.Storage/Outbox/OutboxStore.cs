using PseIdentity.Protocol.Outbox;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Outbox;

/// <summary>The durable queue to the outside; bodies are encrypted.</summary>
internal sealed class OutboxStore(IDatabase database, RootKey root, TimeProvider clock) : IOutboxStore
{
    private static readonly Statement Insert = new("INSERT INTO outbox (id, kind, body, attempts, next_at, enqueued_at) VALUES ($1, $2, $3, 0, $4, $4)");

    private static readonly Statement Claim = new(
        """
        UPDATE outbox SET next_at = $3 WHERE id IN (SELECT id FROM outbox WHERE next_at <= $1 ORDER BY next_at LIMIT $2)
        RETURNING id, kind, body, attempts, enqueued_at
        """,
        """
        UPDATE outbox SET next_at = $3 WHERE id IN (SELECT id FROM outbox WHERE next_at <= $1 ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, body, attempts, enqueued_at
        """);

    private static readonly Statement Delete = new("DELETE FROM outbox WHERE id = $1");
    private static readonly Statement Postpone = new("UPDATE outbox SET attempts = $2, next_at = $3, failure = $4 WHERE id = $1");
    private static readonly Statement AnyDue = new("SELECT 1 FROM outbox WHERE next_at <= $1 LIMIT 1");

    private readonly SecretColumn bodies = new(root, "outbox");

    public async ValueTask EnqueueAsync(OutboxMessage message, CancellationToken ct) =>
        await database.ExecuteAsync(Prepare(message, clock.GetUtcNow()), ct);

    public async ValueTask<IReadOnlyList<ClaimedMessage>> ClaimAsync(int most, TimeSpan lease, DateTimeOffset now, CancellationToken ct)
    {
        // Nearly always there is nothing, and then nothing is written.
        if (!await database.FirstAsync(AnyDue.With(now), _ => true, ct))
            return [];
        return await database.TransactionAsync(transaction => transaction.ListAsync(Claim.With(now, most, now + lease), Read), ct);
    }

    public async ValueTask CompleteAsync(Guid id, CancellationToken ct) => await database.ExecuteAsync(Delete.With(id), ct);

    public async ValueTask PostponeAsync(Guid id, int attempts, DateTimeOffset? nextAt, string reason, CancellationToken ct) =>
        await database.ExecuteAsync(Postpone.With(id, attempts, nextAt, reason), ct);

    /// <summary>The statements that enqueue messages, for a transaction that they belong to.</summary>
    public Call[] Prepare(IReadOnlyList<OutboxMessage> messages, DateTimeOffset now) => [.. messages.Select(message => Prepare(message, now))];

    private Call Prepare(OutboxMessage message, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return Insert.With(id, message.Kind, bodies.SealText(message.Body, id), now);
    }

    private ClaimedMessage Read(SqlRow row)
    {
        var id = row.Id(0);
        return new ClaimedMessage(id, row.Text(1), bodies.OpenText(row.Bytes(2), id), row.Int(3), row.Time(4));
    }
}
