using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Testing.Memory;

internal sealed class MemoryMessage(OutboxMessage message, DateTimeOffset enqueuedAt)
{
    public Guid Id { get; } = Guid.CreateVersion7();

    public OutboxMessage Message { get; } = message;

    public DateTimeOffset EnqueuedAt { get; } = enqueuedAt;

    public DateTimeOffset? NextAt { get; set; } = enqueuedAt;

    public bool Claimed { get; set; }

    public bool Unreadable { get; init; }

    public int Attempts { get; set; }
}

public sealed class MemoryOutboxStore : IOutboxStore
{
    private readonly MemoryData data;
    private readonly TimeProvider clock;

    internal MemoryOutboxStore(MemoryData data, TimeProvider clock)
    {
        this.data = data;
        this.clock = clock;
    }

    public ValueTask EnqueueAsync(OutboxMessage message, CancellationToken ct)
    {
        lock (data.Gate)
            data.Outbox.Add(new MemoryMessage(message, clock.GetUtcNow()));
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> IsDelayedAsync(string destination, CancellationToken ct)
    {
        lock (data.Gate)
            return ValueTask.FromResult(data.Outbox.Exists(message => message.Message.Destination == destination && message is { Attempts: > 0, NextAt: not null }));
    }

    public ValueTask<IReadOnlyList<ClaimedMessage>> ClaimAsync(int most, int mostPerDestination, TimeSpan lease, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
        {
            List<ClaimedMessage> claimed = [];
            foreach (var due in data.Outbox.Where(message => message.NextAt <= now).OrderBy(message => message.NextAt))
            {
                var beside = data.Outbox.Count(other => other.Claimed && other.NextAt > now && other.Message.Destination == due.Message.Destination);
                if (claimed.Count == most || beside >= mostPerDestination)
                    continue;
                (due.NextAt, due.Claimed) = (now + lease, true);
                claimed.Add(new ClaimedMessage(due.Id, due.Message.Kind, due.Unreadable ? null : due.Message.Body, due.Attempts, due.EnqueuedAt));
            }
            return new(claimed);
        }
    }

    /// <summary>A message whose body a forgotten root key has sealed.</summary>
    public void EnqueueUnreadable(string kind, string destination)
    {
        lock (data.Gate)
            data.Outbox.Add(new MemoryMessage(new OutboxMessage(kind, "") { Destination = destination }, clock.GetUtcNow()) { Unreadable = true });
    }

    /// <summary>When a message that was tried this often is tried again; null while it is not yet so.</summary>
    public DateTimeOffset? PostponedUntil(string body, int attempts)
    {
        lock (data.Gate)
            return data.Outbox.Find(message => message.Message.Body == body && message.Attempts == attempts && !message.Claimed)?.NextAt;
    }

    public ValueTask CompleteAsync(Guid id, CancellationToken ct)
    {
        lock (data.Gate)
            data.Outbox.RemoveAll(message => message.Id == id);
        return ValueTask.CompletedTask;
    }

    public ValueTask PostponeAsync(Guid id, int attempts, DateTimeOffset? nextAt, string reason, CancellationToken ct)
    {
        lock (data.Gate)
        {
            if (data.Outbox.Find(message => message.Id == id) is { } message)
                (message.Attempts, message.NextAt, message.Claimed) = (attempts, nextAt, false);
            return ValueTask.CompletedTask;
        }
    }
}
