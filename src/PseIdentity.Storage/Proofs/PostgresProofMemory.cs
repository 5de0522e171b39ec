using System.Security.Cryptography;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Proofs;

/// <summary>The memory of DPoP proofs that all nodes share.</summary>
internal sealed class PostgresProofMemory(IDatabase database, TimeProvider clock) : IProofMemory
{
    private static readonly Statement Find = new(null, "SELECT nonce_key, since FROM proof_epochs WHERE id = $1");

    private static readonly Statement Begin = new(null, "INSERT INTO proof_epochs (id, nonce_key, since) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING");

    // One statement: the proof is remembered by the memory that it was checked against, or not at all.
    private static readonly Statement Use = new(null, """
        INSERT INTO proofs (hash, expires_at) SELECT $1, $2 WHERE EXISTS (SELECT 1 FROM proof_epochs WHERE id = $4 AND nonce_key = $5)
        ON CONFLICT (hash) DO UPDATE SET expires_at = $2 WHERE proofs.expires_at <= $3
        """);

    private ProofEpoch? known;

    public async ValueTask<ProofEpoch> EpochAsync(bool renew, CancellationToken ct)
    {
        if (!renew && Volatile.Read(ref known) is { } current)
            return current;
        var found = await FindAsync(ct);
        if (found is null)
        {
            await database.ExecuteAsync(Begin.With(ProofEpochRow.Only, RandomNumberGenerator.GetBytes(32), clock.GetUtcNow()), ct);
            found = await FindAsync(ct) ?? throw new InvalidOperationException("The memory of proofs vanished.");
        }
        Volatile.Write(ref known, found);
        return found;
    }

    public async ValueTask<ProofUse> TryUseAsync(ProofEpoch epoch, byte[] proof, DateTimeOffset expiresAt, CancellationToken ct)
    {
        if (await database.ExecuteAsync(Use.With(proof, expiresAt, clock.GetUtcNow(), ProofEpochRow.Only, epoch.NonceKey), ct) == 1)
            return ProofUse.First;
        var now = await EpochAsync(renew: true, ct);
        return now.NonceKey.AsSpan().SequenceEqual(epoch.NonceKey) ? ProofUse.Replayed : ProofUse.Forgotten;
    }

    private ValueTask<ProofEpoch?> FindAsync(CancellationToken ct) =>
        database.FirstAsync(Find.With(ProofEpochRow.Only), row => new ProofEpoch(row.Bytes(0), row.Time(1)), ct);
}
