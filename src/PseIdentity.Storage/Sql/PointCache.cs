using System.Collections.Concurrent;

namespace PseIdentity.Storage.Sql;

/// <summary>
/// Rows read one by one and kept until somebody edits their kind, or until they are too old to be trusted without having heard of an edit.
/// What is not there is not kept: strangers can ask for any number of names.
/// </summary>
/// <param name="most">How many are kept; one more empties the cache, so that memory never follows the number of rows.</param>
internal sealed class PointCache<T>(CacheVersions versions, Cached what, TimeProvider clock, int most, Func<string, CancellationToken, ValueTask<T?>> read) where T : class
{
    /// <summary>The fallback for a notification that was lost with its connection.</summary>
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    public ValueTask<T?> FindAsync(string key, CancellationToken ct) =>
        kept.TryGetValue(key, out var known) && known.Version == versions.Of(what) && clock.GetElapsedTime(known.ReadAt) < TrustedFor
            ? new(known.Value)
            : ReadAsync(key, ct);

    private async ValueTask<T?> ReadAsync(string key, CancellationToken ct)
    {
        // The version is taken before the read: an edit in between makes the result old at once, never falsely new.
        var version = versions.Of(what);
        var readAt = clock.GetTimestamp();
        if (await read(key, ct) is not { } value)
        {
            kept.TryRemove(key, out _);
            return null;
        }
        if (kept.Count >= most)
            kept.Clear();
        kept[key] = new Kept(value, version, readAt);
        return value;
    }

    private sealed record Kept(T Value, long Version, long ReadAt);
}
