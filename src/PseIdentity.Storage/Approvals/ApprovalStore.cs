using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Storage.Outbox;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Approvals;

/// <summary>Requests that wait for a person, by hand-written statements: each change is one of them, and its row count is the answer.</summary>
internal sealed class ApprovalStore(IDatabase database, RootKey root, OutboxStore outbox) : IApprovalStore
{
    private const string Pending = "pending";
    private const string Approved = "approved";
    private const string Denied = "denied";

    private const string Columns = "id, kind, code_hash, user_code_hash, client_id, user_id, state, content, wait_seconds, created_at, expires_at";

    private static readonly Statement Insert = new($"""
        INSERT INTO approvals ({Columns}, too_soon) VALUES ($1, $2, $3, $4, $5, $6, '{Pending}', $7, $8, $9, $10, false)
        ON CONFLICT DO NOTHING
        """);

    // Two requests for one person come one after the other, so that each sees the one before it. SQLite has one writer.
    private static readonly Statement LockUser = new(null, "SELECT 1 FROM users WHERE id = $1 FOR UPDATE");

    private static readonly Statement IsTooMany = new($"""
        SELECT COUNT(CASE WHEN state = '{Pending}' AND expires_at > $3 THEN 1 END) >= $4 OR COUNT(CASE WHEN created_at > $2 THEN 1 END) >= $5
        FROM approvals WHERE user_id = $1 AND kind = '{ApprovalKinds.Ciba}' AND (created_at > $2 OR expires_at > $3)
        """);

    private static readonly Statement FindById = new($"SELECT {Columns} FROM approvals WHERE id = $1");
    private static readonly Statement FindByCode = new($"SELECT {Columns} FROM approvals WHERE code_hash = $1");

    private static readonly Statement FindByUserCode = new($"""
        SELECT {Columns} FROM approvals WHERE user_code_hash = $1 AND state = '{Pending}' AND expires_at > $2
        """);

    private static readonly Statement Approve = new($"""
        UPDATE approvals SET state = '{Approved}', content = $2 WHERE id = $1 AND state = '{Pending}' AND expires_at > $3
        """);

    private static readonly Statement Deny = new($"UPDATE approvals SET state = '{Denied}' WHERE id = $1 AND state = '{Pending}' AND expires_at > $2");

    // RFC 8628 §3.5: "the interval MUST be increased by 5 seconds for this and all subsequent requests". Half a second is the network's.
    private static readonly Statement Poll = new($"""
        UPDATE approvals SET
          too_soon = (polled_at IS NOT NULL AND polled_at + wait_seconds * 1000 - 500 > $2),
          wait_seconds = CASE WHEN polled_at IS NOT NULL AND polled_at + wait_seconds * 1000 - 500 > $2 THEN wait_seconds + 5 ELSE wait_seconds END,
          polled_at = $2
        WHERE id = $1 AND state = '{Pending}'
        RETURNING too_soon
        """);

    private readonly SecretColumn contents = new(root, "approvals");

    public async ValueTask<bool> TryAddAsync(Approval approval, IReadOnlyList<OutboxMessage> messages, CancellationToken ct) =>
        await ChangeAsync(InsertOf(approval), messages, approval.CreatedAt, ct);

    public async ValueTask<bool> TryInviteAsync(Approval approval, OutboxMessage message, InvitationLimit limit, CancellationToken ct)
    {
        var (now, enqueue) = (approval.CreatedAt, outbox.Prepare([message], approval.CreatedAt));
        return await database.TransactionAsync(async transaction =>
        {
            await transaction.ExecuteAsync(LockUser.With(approval.UserId));
            if (await transaction.FirstAsync(IsTooMany.With(approval.UserId, now - InvitationLimit.Window, now, limit.AtATime, limit.PerHour), row => row.Flag(0))
                || await transaction.ExecuteAsync(InsertOf(approval)) == 0)
                return false;
            foreach (var each in enqueue)
                await transaction.ExecuteAsync(each);
            return true;
        }, ct);
    }

    public ValueTask<Approval?> FindAsync(Guid id, CancellationToken ct) => database.FirstAsync(FindById.With(id), Read, ct);

    public ValueTask<Approval?> FindByCodeAsync(byte[] codeHash, CancellationToken ct) => database.FirstAsync(FindByCode.With(codeHash), Read, ct);

    public ValueTask<Approval?> FindByUserCodeAsync(byte[] userCodeHash, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(FindByUserCode.With(userCodeHash, now), Read, ct);

    // The person has decided: from here on nobody may hang up, so nothing is cancelled.
    public async ValueTask<bool> TryApproveAsync(Approval approval, ApprovedAccess access, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now) =>
        await ChangeAsync(Approve.With(approval.Id, Seal(approval, access), now), messages, now, CancellationToken.None);

    public async ValueTask<bool> TryDenyAsync(Guid id, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now) =>
        await ChangeAsync(Deny.With(id, now), messages, now, CancellationToken.None);

    public async ValueTask<bool> PollAsync(Guid id, DateTimeOffset now) =>
        await database.TransactionAsync(transaction => transaction.FirstAsync(Poll.With(id, now), row => row.Flag(0)), CancellationToken.None);

    private async ValueTask<bool> ChangeAsync(Call change, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now, CancellationToken ct)
    {
        if (messages.Count == 0)
            return await database.ExecuteAsync(change, ct) == 1;
        var enqueue = outbox.Prepare(messages, now);
        return await database.TransactionAsync(async transaction =>
        {
            if (await transaction.ExecuteAsync(change) == 0)
                return false;
            foreach (var message in enqueue)
                await transaction.ExecuteAsync(message);
            return true;
        }, ct);
    }

    private Call InsertOf(Approval approval) =>
        Insert.With(approval.Id, approval.Kind, approval.CodeHash, approval.UserCodeHash, approval.ClientId, approval.UserId, Seal(approval, null),
            approval.Interval, approval.CreatedAt, approval.ExpiresAt);

    private byte[] Seal(Approval approval, ApprovedAccess? access) =>
        contents.Seal(JsonSerializer.SerializeToUtf8Bytes(new ApprovalContent(approval.Parameters, approval.Code, access), ApprovalJson.Default.ApprovalContent), approval.Id);

    private Approval Read(SqlRow row)
    {
        var id = row.Id(0);
        var content = JsonSerializer.Deserialize(contents.Open(row.Bytes(7), id), ApprovalJson.Default.ApprovalContent) ?? throw new JsonException("An approval is an object.");
        return new Approval
        {
            Id = id,
            Kind = row.Text(1),
            CodeHash = row.Bytes(2),
            UserCodeHash = row.BytesOrNull(3),
            ClientId = row.Text(4),
            UserId = row.IdOrNull(5),
            State = row.Text(6) switch { Approved => ApprovalState.Approved, Denied => ApprovalState.Denied, _ => ApprovalState.Pending },
            Parameters = content.Parameters,
            Code = content.Code,
            Access = content.Access,
            Interval = row.Int(8),
            CreatedAt = row.Time(9),
            ExpiresAt = row.Time(10),
        };
    }
}

internal sealed record ApprovalContent(string Parameters, string? Code, ApprovedAccess? Access);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ApprovalContent))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
