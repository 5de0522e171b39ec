using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Protocol.Approvals;

/// <summary>Requests that wait for a person. Each change of state is one conditional statement, whichever node it meets.</summary>
public interface IApprovalStore
{
    /// <summary>Keeps the request, and what is to be told because of it, together. False when the user code is taken.</summary>
    ValueTask<bool> TryAddAsync(Approval approval, IReadOnlyList<OutboxMessage> messages, CancellationToken ct);

    /// <summary>Keeps a request for a person, and the message to them, unless too many were sent to them lately: decided together with all other requests. False then.</summary>
    ValueTask<bool> TryInviteAsync(Approval approval, OutboxMessage message, InvitationLimit limit, CancellationToken ct);

    /// <summary>By its id, also when it has expired or is decided.</summary>
    ValueTask<Approval?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>By what the client polls with, also when it has expired or is decided.</summary>
    ValueTask<Approval?> FindByCodeAsync(byte[] codeHash, CancellationToken ct);

    /// <summary>By what a person typed: only what still waits.</summary>
    ValueTask<Approval?> FindByUserCodeAsync(byte[] userCodeHash, DateTimeOffset now, CancellationToken ct);

    /// <summary>Pending becomes approved, with what is to be told because of it. False when it was decided before, or has expired.</summary>
    ValueTask<bool> TryApproveAsync(Approval approval, ApprovedAccess access, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now);

    /// <summary>Pending becomes denied; otherwise as <see cref="TryApproveAsync"/>.</summary>
    ValueTask<bool> TryDenyAsync(Guid id, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now);

    /// <summary>Notes that the client asked while nothing is decided. True when it came too soon: then the interval has grown by five seconds, for good.</summary>
    ValueTask<bool> PollAsync(Guid id, DateTimeOffset now);
}

/// <summary>How many decoupled sign-ins one person is asked about.</summary>
/// <param name="AtATime">That wait.</param>
/// <param name="PerHour">That began within an hour, whatever became of them.</param>
public sealed record InvitationLimit(int AtATime, int PerHour)
{
    /// <summary>What <see cref="PerHour"/> counts.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(1);
}
