using System.Collections.Concurrent;
using PseIdentity.Protocol.Events;

namespace PseIdentity.Testing.Memory;

/// <summary>Remembers what happened, for a test to look at.</summary>
public sealed class MemoryEventLog : IEventLog
{
    private readonly ConcurrentQueue<IdentityEvent> events = new();

    public IReadOnlyCollection<IdentityEvent> Events => [.. events];

    public void Record(IdentityEvent happened) => events.Enqueue(happened);
}
