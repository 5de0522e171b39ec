using System.Security.Cryptography;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Storage.Proofs;

/// <summary>The memory of DPoP proofs of the one process over a SQLite file: it begins anew whenever the program starts.</summary>
internal sealed class ProcessProofMemory(TimeProvider clock) : IProofMemory
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> used = new(StringComparer.Ordinal);
    private readonly ProofEpoch epoch = new(RandomNumberGenerator.GetBytes(32), clock.GetUtcNow());
    private DateTimeOffset sweptAt = clock.GetUtcNow();

    public ValueTask<ProofEpoch> EpochAsync(bool renew, CancellationToken ct) => new(epoch);

    public ValueTask<ProofUse> TryUseAsync(ProofEpoch epoch, byte[] proof, DateTimeOffset expiresAt, CancellationToken ct)
    {
        if (!epoch.NonceKey.AsSpan().SequenceEqual(this.epoch.NonceKey))
            return new(ProofUse.Forgotten);
        var name = Convert.ToBase64String(proof);
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (now - sweptAt >= SweepEvery)
                Sweep(now);
            if (used.TryGetValue(name, out var until) && until > now)
                return new(ProofUse.Replayed);
            used[name] = expiresAt;
            return new(ProofUse.First);
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        sweptAt = now;
        foreach (var (name, until) in used)
            if (until <= now)
                used.Remove(name);
    }
}
