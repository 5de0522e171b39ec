using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Storage.Events;

/// <summary>What must not be missing once a change was made: its event, and the messages that tell its owner. Both are written in the transaction of the change.</summary>
/// <param name="Happened">For the activity.</param>
/// <param name="Messages">For the outbox; <see cref="OutboxSignal"/> tells of them afterwards.</param>
public sealed record ChangeRecord(IdentityEvent Happened, IReadOnlyList<OutboxMessage> Messages)
{
    /// <summary>An event that nobody is told of.</summary>
    public static ChangeRecord Of(IdentityEvent happened) => new(happened, []);
}
