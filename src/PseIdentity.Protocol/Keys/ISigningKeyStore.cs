namespace PseIdentity.Protocol.Keys;

/// <summary>Where the signing keys of all nodes are kept. The store encrypts the private part under the installation's root key.</summary>
public interface ISigningKeyStore
{
    /// <summary>Every key there ever was, erased ones too, in any order. A key that cannot be decrypted is an error, not a missing key.</summary>
    ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken ct);

    /// <summary>
    /// Adds the key unless one of the same algorithm and generation is there: one INSERT against a unique index, so that of two nodes that find a key
    /// due at the same moment exactly one makes it.
    /// </summary>
    /// <returns>False when another node was first; its key counts, and this one is forgotten.</returns>
    ValueTask<bool> TryAddAsync(StoredSigningKey key, CancellationToken ct);

    /// <summary>Erases the private part for good; the rest of the row stays. Nothing happens when it is erased already or unknown.</summary>
    ValueTask EraseAsync(string id, CancellationToken ct);

    /// <summary>Declares a key stolen, and erases its private part. Nothing happens when it was declared so before, or is unknown.</summary>
    ValueTask CondemnAsync(string id, DateTimeOffset now, CancellationToken ct);
}
