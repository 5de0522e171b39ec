namespace PseIdentity.Storage.Sql;

/// <summary>One value read from the database and kept until somebody edits it, or until it is too old to be trusted without having heard of an edit.</summary>
internal sealed class Snapshot<T>(CacheVersions versions, Cached what, TimeProvider clock, Func<CancellationToken, ValueTask<T>> read)
{
    /// <summary>The fallback for a notification that was lost with its connection.</summary>
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(5);
    private Kept? kept;

    public ValueTask<T> GetAsync(CancellationToken ct) =>
        kept is { } current && current.Version == versions.Of(what) && clock.GetElapsedTime(current.ReadAt) < TrustedFor
            ? new(current.Value)
            : ReadAsync(ct);

    private async ValueTask<T> ReadAsync(CancellationToken ct)
    {
        // The version is taken before the read: an edit in between makes the result old at once, never falsely new.
        var version = versions.Of(what);
        var readAt = clock.GetTimestamp();
        var value = await read(ct);
        kept = new Kept(value, version, readAt);
        return value;
    }

    private sealed record Kept(T Value, long Version, long ReadAt);
}
