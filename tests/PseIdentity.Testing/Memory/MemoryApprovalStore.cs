using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Testing.Memory;

public sealed class MemoryApprovalStore : IApprovalStore
{
    private readonly MemoryData data;
    private readonly MemoryOutboxStore outbox;
    private readonly Dictionary<Guid, Row> rows = [];

    internal MemoryApprovalStore(MemoryData data, MemoryOutboxStore outbox)
    {
        this.data = data;
        this.outbox = outbox;
    }

    public ValueTask<bool> TryAddAsync(Approval approval, IReadOnlyList<OutboxMessage> messages, CancellationToken ct)
    {
        lock (data.Gate)
        {
            if (rows.Values.Any(row => row.Approval.CodeHash.AsSpan().SequenceEqual(approval.CodeHash)
                || (approval.UserCodeHash is { } own && row.Approval.UserCodeHash is { } other && own.AsSpan().SequenceEqual(other))))
                return new(false);
            rows.Add(approval.Id, new Row(approval));
        }
        return TellAsync(messages);
    }

    public ValueTask<bool> TryInviteAsync(Approval approval, OutboxMessage message, InvitationLimit limit, CancellationToken ct)
    {
        lock (data.Gate)
        {
            var (now, others) = (approval.CreatedAt, rows.Values.Select(row => row.Approval).Where(other => other.Kind == ApprovalKinds.Ciba && other.UserId == approval.UserId).ToList());
            if (others.Count(other => IsWaiting(other, now)) >= limit.AtATime || others.Count(other => other.CreatedAt > now - InvitationLimit.Window) >= limit.PerHour)
                return new(false);
            rows.Add(approval.Id, new Row(approval));
        }
        return TellAsync([message]);
    }

    public ValueTask<Approval?> FindAsync(Guid id, CancellationToken ct) => new(First(approval => approval.Id == id));

    public ValueTask<Approval?> FindByCodeAsync(byte[] codeHash, CancellationToken ct) =>
        new(First(approval => approval.CodeHash.AsSpan().SequenceEqual(codeHash)));

    public ValueTask<Approval?> FindByUserCodeAsync(byte[] userCodeHash, DateTimeOffset now, CancellationToken ct) =>
        new(First(approval => approval.UserCodeHash is { } hash && hash.AsSpan().SequenceEqual(userCodeHash) && IsWaiting(approval, now)));

    public ValueTask<bool> TryApproveAsync(Approval approval, ApprovedAccess access, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now) =>
        DecideAsync(approval.Id, now, waiting => waiting with { State = ApprovalState.Approved, Access = access }, messages);

    public ValueTask<bool> TryDenyAsync(Guid id, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now) =>
        DecideAsync(id, now, waiting => waiting with { State = ApprovalState.Denied }, messages);

    public ValueTask<bool> PollAsync(Guid id, DateTimeOffset now)
    {
        lock (data.Gate)
        {
            if (!rows.TryGetValue(id, out var row) || row.Approval.State != ApprovalState.Pending)
                return new(false);
            var tooSoon = row.PolledAt is { } before && before.AddSeconds(row.Approval.Interval).AddMilliseconds(-500) > now;
            row.PolledAt = now;
            if (tooSoon)
                row.Approval = row.Approval with { Interval = row.Approval.Interval + 5 };
            return new(tooSoon);
        }
    }

    private ValueTask<bool> DecideAsync(Guid id, DateTimeOffset now, Func<Approval, Approval> decide, IReadOnlyList<OutboxMessage> messages)
    {
        lock (data.Gate)
        {
            if (!rows.TryGetValue(id, out var row) || !IsWaiting(row.Approval, now))
                return new(false);
            row.Approval = decide(row.Approval);
        }
        return TellAsync(messages);
    }

    private async ValueTask<bool> TellAsync(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
            await outbox.EnqueueAsync(message, CancellationToken.None);
        return true;
    }

    private Approval? First(Func<Approval, bool> isIt)
    {
        lock (data.Gate)
            return rows.Values.Select(row => row.Approval).FirstOrDefault(isIt);
    }

    private static bool IsWaiting(Approval approval, DateTimeOffset now) => approval.State == ApprovalState.Pending && approval.ExpiresAt > now;

    private sealed class Row(Approval approval)
    {
        public Approval Approval { get; set; } = approval;

        public DateTimeOffset? PolledAt { get; set; }
    }
}
