using PseIdentity.Protocol.Authorize;

namespace PseIdentity.Testing.Memory;

public sealed class MemoryAttemptStore : IAttemptStore
{
    private readonly MemoryData data;
    private readonly TimeProvider clock;
    private readonly Dictionary<(string RequestId, string Browser), Attempt> attempts = [];

    internal MemoryAttemptStore(MemoryData data, TimeProvider clock)
    {
        this.data = data;
        this.clock = clock;
    }

    public ValueTask<Attempt?> FindAsync(string requestId, byte[] browserHash, CancellationToken ct)
    {
        lock (data.Gate)
            return new(attempts.GetValueOrDefault(Key(requestId, browserHash)) is { } found && found.ExpiresAt > clock.GetUtcNow() ? found : null);
    }

    public ValueTask<bool> TrySaveAsync(Attempt attempt, CancellationToken ct)
    {
        lock (data.Gate)
        {
            var key = Key(attempt.RequestId, attempt.BrowserHash);
            if (attempt.Version != (attempts.GetValueOrDefault(key)?.Version ?? 0))
                return new(false);
            attempts[key] = attempt with { Version = attempt.Version + 1 };
            return new(true);
        }
    }

    public ValueTask RemoveAsync(string requestId, byte[] browserHash, CancellationToken ct)
    {
        lock (data.Gate)
            attempts.Remove(Key(requestId, browserHash));
        return ValueTask.CompletedTask;
    }

    private static (string RequestId, string Browser) Key(string requestId, byte[] browserHash) => (requestId, Convert.ToHexString(browserHash));
}
