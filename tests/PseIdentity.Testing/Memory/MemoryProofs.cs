using System.Security.Cryptography;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Testing.Memory;

/// <summary>A memory of proofs that a test can make forget.</summary>
public sealed class MemoryProofs(TimeProvider clock) : IProofMemory
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> used = [];
    private ProofEpoch epoch = new(RandomNumberGenerator.GetBytes(32), clock.GetUtcNow());

    public ValueTask<ProofEpoch> EpochAsync(bool renew, CancellationToken ct) => new(epoch);

    public ValueTask<ProofUse> TryUseAsync(ProofEpoch epoch, byte[] proof, DateTimeOffset expiresAt, CancellationToken ct)
    {
        lock (gate)
        {
            if (!epoch.NonceKey.AsSpan().SequenceEqual(this.epoch.NonceKey))
                return new(ProofUse.Forgotten);
            var name = Convert.ToHexString(proof);
            if (used.TryGetValue(name, out var until) && until > clock.GetUtcNow())
                return new(ProofUse.Replayed);
            used[name] = expiresAt;
            return new(ProofUse.First);
        }
    }

    /// <summary>As a crash of the database does.</summary>
    public void Forget()
    {
        lock (gate)
        {
            used.Clear();
            epoch = new ProofEpoch(RandomNumberGenerator.GetBytes(32), clock.GetUtcNow());
        }
    }
}
