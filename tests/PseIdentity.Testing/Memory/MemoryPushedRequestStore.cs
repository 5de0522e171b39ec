using PseIdentity.Protocol.PushedRequests;

namespace PseIdentity.Testing.Memory;

public sealed class MemoryPushedRequestStore : IPushedRequestStore
{
    private readonly MemoryData data;
    private readonly Dictionary<string, PushedRequest> requests = new(StringComparer.Ordinal);

    internal MemoryPushedRequestStore(MemoryData data) => this.data = data;

    public ValueTask AddAsync(PushedRequest request, CancellationToken ct)
    {
        lock (data.Gate)
            requests.Add(Convert.ToHexString(request.Hash), request);
        return ValueTask.CompletedTask;
    }

    public ValueTask<PushedRequest?> FindAsync(byte[] hash, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
            return new(requests.TryGetValue(Convert.ToHexString(hash), out var found) && found.ExpiresAt > now ? found : null);
    }

    public ValueTask<bool> TryConsumeAsync(byte[] hash, DateTimeOffset now)
    {
        lock (data.Gate)
        {
            var key = Convert.ToHexString(hash);
            if (!requests.TryGetValue(key, out var found) || found.ConsumedAt is not null || found.ExpiresAt <= now)
                return new(false);
            requests[key] = found with { ConsumedAt = now };
            return new(true);
        }
    }
}
