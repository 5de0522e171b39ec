using PseIdentity.Storage.Outbox;
using PseIdentity.Storage.Secrets;

namespace PseIdentity.Storage.Events;

/// <summary>Writes what speaks of a change with it.</summary>
internal sealed class ChangeRecords(RootKey root)
{
    private readonly OutboxRows outbox = new(root);

    /// <summary>Adds the rows; whoever makes the change saves them together.</summary>
    public void Add(IdentityDb model, ChangeRecord? record, DateTimeOffset now)
    {
        if (record is null)
            return;
        model.Events.Add(EventLog.Row(now, record.Happened));
        model.Outbox.AddRange(record.Messages.Select(message => outbox.Make(message, now)));
    }
}
