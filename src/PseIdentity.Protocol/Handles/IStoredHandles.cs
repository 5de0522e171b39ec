namespace PseIdentity.Protocol.Handles;

/// <summary>Holds the content of handles that would be too long for a URL, until they expire.</summary>
public interface IStoredHandles
{
    ValueTask AddAsync(Guid id, byte[] content, DateTimeOffset expiresAt, CancellationToken ct);

    ValueTask<byte[]?> FindAsync(Guid id, DateTimeOffset now, CancellationToken ct);
}
