namespace PseIdentity.Protocol.Http;

/// <summary>So many of something within a while, for each key and altogether; each node counts for itself, and a restart forgets.</summary>
internal sealed class WindowedCount(TimeSpan window, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset startedAt;
    private int all;

    /// <summary>Null: go on, it is counted. Otherwise how long to wait.</summary>
    public TimeSpan? Take(string key, int most, int mostOfAll)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now - startedAt >= window)
                (startedAt, all) = StartAnew(now);
            var before = counts.GetValueOrDefault(key);
            if (before >= most || all >= mostOfAll)
                return startedAt + window - now;
            counts[key] = before + 1;
            all++;
            return null;
        }
    }

    private (DateTimeOffset, int) StartAnew(DateTimeOffset now)
    {
        counts.Clear();
        return (now, 0);
    }
}
