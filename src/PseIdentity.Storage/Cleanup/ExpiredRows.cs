using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Cleanup;

/// <summary>Deletes what has expired, a bounded batch at a time, so that no request waits long behind it.</summary>
internal sealed class ExpiredRows(
    IDatabase database, ExpiredSessions expiredSessions, IOptions<TokenOptions> tokens, IOptions<ApprovalOptions> approvals, IOptions<EventOptions> events, TimeProvider clock)
{
    private const int Batch = 500;

    /// <summary>How long an ended or expired session is kept, for questions about it.</summary>
    private static readonly TimeSpan SessionsStay = TimeSpan.FromDays(1);

    /// <summary>How long a revoked grant is kept, for questions about it.</summary>
    private static readonly TimeSpan RevokedGrantsStay = TimeSpan.FromDays(1);

    /// <summary>How long a message that could not be delivered waits for the operator.</summary>
    private static readonly TimeSpan FailedMessagesStay = TimeSpan.FromDays(30);

    /// <summary>How long the record of a notice to a relying party is kept, for questions about it.</summary>
    private static readonly TimeSpan DeliveriesStay = TimeSpan.FromDays(30);

    /// <summary>RFC 6749 §4.1.2: a code works once, and so does what was approved for a device. Its grant's row is what remembers, so the row outlives the code by this much.</summary>
    private static readonly TimeSpan GrantsOutliveCodes = TimeSpan.FromMinutes(5);

    // On SQLite they are in no table.
    private static readonly Statement Proofs = new(null, Expired("proofs", "hash").Postgres);

    private static readonly Statement[] ByExpiry =
    [
        Expired("attempts", "request_id, browser_hash"),
        Expired("stored_handles", "id"),
        Expired("pushed_requests", "hash"),
        Expired("replays", "purpose, key"),
        Proofs,
        Expired("denied_tokens", "jti"),
        Expired("setup_tokens", "hash"),
        Expired("guesses", "purpose, account"),
        Expired("codes", "purpose, key"),
        Expired("devices", "id"),
        Expired("upstream_sessions", "id"),
    ];

    // Only those whose relying parties have been told; ExpiredSessions comes first.
    private static readonly Statement Sessions = new("""
        DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 AND ended_at IS NOT NULL LIMIT $2)
        """);

    private static readonly Statement Deliveries = new("""
        DELETE FROM logout_deliveries WHERE id IN (SELECT id FROM logout_deliveries WHERE enqueued_at < $1 LIMIT $2)
        """);

    /// <summary>How long an expired request that waited for a person is kept, so that the client hears that it expired (RFC 8628 §3.5), and so that it counts for its hour.</summary>
    private static readonly TimeSpan ApprovalsStay = InvitationLimit.Window;

    private static readonly Statement Approvals = Expired("approvals", "id");

    private static readonly Statement FailedMessages = new("""
        DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE next_at IS NULL AND enqueued_at < $1 LIMIT $2)
        """);

    // Their ids begin with their time, so that the oldest are found without another index.
    private static readonly Statement Events = new("DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id < $1 ORDER BY id LIMIT $2)");

    // Times of use are in no index, so that using a grant costs one row; the grants are walked in the order of their ids instead.
    private static readonly Statement NextGrants = new("SELECT id FROM grants WHERE id > $1 ORDER BY id LIMIT $2");

    private static readonly Statement Grants = new("""
        DELETE FROM grants WHERE id > $1 AND id <= $2 AND (expires_at < $3 OR revoked_at < $4) AND created_at < $5
        """);

    private Guid walkedTo;

    /// <summary>Deletes what a short visit finds; answers how many rows.</summary>
    public async Task<int> DeleteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var deleted = 0;
        foreach (var statement in ByExpiry)
            deleted += await DeleteAllAsync(statement, now, ct);
        await expiredSessions.EndAsync(now, ct);
        deleted += await DeleteAllAsync(Sessions, now - SessionsStay, ct);
        deleted += await DeleteAllAsync(Approvals, now - ApprovalsStay, ct);
        deleted += await DeleteAllAsync(FailedMessages, now - FailedMessagesStay, ct);
        deleted += await DeleteAllAsync(Deliveries, now - DeliveriesStay, ct);
        deleted += await DeleteAllAsync(Events, Guid.CreateVersion7(now - events.Value.KeptFor), ct);
        return deleted + await WalkGrantsAsync(now, ct);
    }

    private async Task<int> DeleteAllAsync(Statement statement, SqlValue before, CancellationToken ct)
    {
        var all = 0;
        int deleted;
        do
        {
            deleted = await database.ExecuteAsync(statement.With(before, Batch), ct);
            all += deleted;
        }
        while (deleted == Batch);
        return all;
    }

    // A bounded stretch at a visit, going on where the last one stopped, and from the beginning again after the end.
    private async Task<int> WalkGrantsAsync(DateTimeOffset now, CancellationToken ct)
    {
        const int Stretches = 20;
        var (code, approval) = (tokens.Value.AuthorizationCodeLifetime, approvals.Value.Longest);
        var codes = (code > approval ? code : approval) + GrantsOutliveCodes;
        var deleted = 0;
        for (var i = 0; i < Stretches; i++)
        {
            var ids = await database.ListAsync(NextGrants.With(walkedTo, Batch), row => row.Id(0), ct);
            if (ids.Count == 0)
            {
                walkedTo = default;
                break;
            }
            deleted += await database.ExecuteAsync(Grants.With(walkedTo, ids[^1], now, now - RevokedGrantsStay, now - codes), ct);
            walkedTo = ids[^1];
        }
        return deleted;
    }

    private static Statement Expired(string table, string key) =>
        new($"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE expires_at < $1 LIMIT $2)");
}
