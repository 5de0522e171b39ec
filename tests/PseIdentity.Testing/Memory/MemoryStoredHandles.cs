using PseIdentity.Protocol.Handles;

namespace PseIdentity.Testing.Memory;

public sealed class MemoryStoredHandles : IStoredHandles
{
    private readonly MemoryData data;
    private readonly Dictionary<Guid, (byte[] Content, DateTimeOffset ExpiresAt)> handles = [];

    internal MemoryStoredHandles(MemoryData data) => this.data = data;

    public ValueTask AddAsync(Guid id, byte[] content, DateTimeOffset expiresAt, CancellationToken ct)
    {
        lock (data.Gate)
            handles.Add(id, (content, expiresAt));
        return ValueTask.CompletedTask;
    }

    public ValueTask<byte[]?> FindAsync(Guid id, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
            return new(handles.TryGetValue(id, out var found) && found.ExpiresAt > now ? found.Content : null);
    }
}
