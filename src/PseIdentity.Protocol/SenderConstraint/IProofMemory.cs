namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>
/// Remembers DPoP proofs while they could be used again (RFC 9449 §11.1), for all nodes together. It may lose everything at a crash, because a
/// memory that is lost begins anew with another key: whatever was proven to the old one is not believed by the new one.
/// </summary>
public interface IProofMemory
{
    /// <summary>The memory that proofs are held against now.</summary>
    /// <param name="renew">True looks whether it has begun anew; false may answer from what this node knows.</param>
    ValueTask<ProofEpoch> EpochAsync(bool renew, CancellationToken ct);

    /// <summary>One statement decides between simultaneous uses on all nodes.</summary>
    /// <param name="epoch">What the proof was checked against.</param>
    /// <param name="proof">SHA-256 of what makes the proof one of its kind.</param>
    /// <param name="expiresAt">When it could not be used any more for other reasons.</param>
    ValueTask<ProofUse> TryUseAsync(ProofEpoch epoch, byte[] proof, DateTimeOffset expiresAt, CancellationToken ct);
}

/// <summary>From one loss of the memory to the next.</summary>
/// <param name="NonceKey">32 random bytes, which nonces are made with.</param>
/// <param name="Since">When it began.</param>
public sealed record ProofEpoch(byte[] NonceKey, DateTimeOffset Since);

public enum ProofUse
{
    /// <summary>It has not been used before.</summary>
    First,

    /// <summary>It has.</summary>
    Replayed,

    /// <summary>Nobody can tell: the memory has begun anew since the epoch.</summary>
    Forgotten,
}
