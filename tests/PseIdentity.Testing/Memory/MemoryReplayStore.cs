using PseIdentity.Protocol.Replays;

namespace PseIdentity.Testing.Memory;

public sealed class MemoryReplayStore : IReplayStore
{
    private readonly MemoryData data;
    private readonly TimeProvider clock;
    private readonly Dictionary<(string Purpose, string Key), DateTimeOffset> used = [];

    internal MemoryReplayStore(MemoryData data, TimeProvider clock)
    {
        this.data = data;
        this.clock = clock;
    }

    public ValueTask<bool> TryUseAsync(string purpose, byte[] key, DateTimeOffset expiresAt, CancellationToken ct)
    {
        lock (data.Gate)
        {
            var name = (purpose, Convert.ToHexString(key));
            if (used.TryGetValue(name, out var until) && until > clock.GetUtcNow())
                return new(false);
            used[name] = expiresAt;
            return new(true);
        }
    }
}
