namespace PseIdentity.Protocol.Keys;

/// <summary>
/// The rules of rotation, as questions about stored keys and a moment. A key's life: made and announced; signing from <c>ActivatesAt</c> until
/// a later generation takes over; published until its last token expired and a margin; then known for hints only.
/// </summary>
internal sealed class RotationCalendar(IReadOnlyList<StoredSigningKey> keys, SigningKeyOptions options)
{
    /// <summary>Newest generation first within an algorithm, algorithms in the order of the settings, abandoned ones last.</summary>
    public IReadOnlyList<StoredSigningKey> Keys { get; } =
    [
        .. keys.OrderBy(key => Place(key.Algorithm, options)).ThenBy(key => key.Algorithm, StringComparer.Ordinal)
            .ThenByDescending(key => key.Generation),
    ];

    public StoredSigningKey? Newest(string algorithm) => Keys.FirstOrDefault(key => key.Algorithm == algorithm);

    /// <summary>
    /// The key that signs: the newest generation whose time has come, however old it is. When this node's clock is behind the one that made the
    /// first key, that first key.
    /// </summary>
    public StoredSigningKey? Signing(string algorithm, DateTimeOffset now) =>
        Keys.FirstOrDefault(key => key.Algorithm == algorithm && key.ActivatesAt <= now && key.CompromisedAt is null)
        ?? Keys.LastOrDefault(key => key.Algorithm == algorithm && key.PrivateKey is not null);

    /// <summary>When a later generation takes over; null while none is known. A key that is overtaken before its own time never signs.</summary>
    public DateTimeOffset? StopsAt(StoredSigningKey key)
    {
        var successors = Keys.Where(later => later.Algorithm == key.Algorithm && later.Generation > key.Generation).ToList();
        if (successors.Count > 0)
            return successors.Min(later => later.ActivatesAt);
        return options.Algorithms.Contains(key.Algorithm) ? null : key.RetiresAt;
    }

    public bool IsPublished(StoredSigningKey key, DateTimeOffset now) => key.CompromisedAt is null &&
        (StopsAt(key) is not { } stops || now < stops + options.LongestTokenLifetime + options.PublishedAfterwards);

    public bool IsKnownForHints(StoredSigningKey key, DateTimeOffset now) =>
        IsPublished(key, now) || (key.CompromisedAt is null && StopsAt(key) is { } stops && now < stops + options.KeptForHints);

    /// <summary>
    /// When the key that has to be made now will begin to sign; null when none is due. The first of an algorithm signs at once, because nobody can
    /// hold an older key set; every other is announced for the full time, even when it is made late.
    /// </summary>
    public DateTimeOffset? Due(string algorithm, DateTimeOffset now)
    {
        if (Newest(algorithm) is not { } newest)
            return now;
        if (now < newest.RetiresAt - options.AnnouncedFor)
            return null;

        var announced = now + options.AnnouncedFor;
        return announced > newest.RetiresAt ? announced : newest.RetiresAt;
    }

    private static int Place(string algorithm, SigningKeyOptions options)
    {
        var place = options.Algorithms.ToList().IndexOf(algorithm);
        return place < 0 ? int.MaxValue : place;
    }
}
