namespace PseIdentity.Protocol.Replays;

/// <summary>Remembers what may be used once: client assertions, and later WebAuthn challenges. DPoP proofs have a memory of their own.</summary>
public interface IReplayStore
{
    /// <summary>One INSERT decides: true for the first use of <paramref name="key"/> (a SHA-256), false for every later one until it expires.</summary>
    ValueTask<bool> TryUseAsync(string purpose, byte[] key, DateTimeOffset expiresAt, CancellationToken ct);
}
