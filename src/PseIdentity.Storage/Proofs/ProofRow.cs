using Microsoft.EntityFrameworkCore;

namespace PseIdentity.Storage.Proofs;

/// <summary>
/// A DPoP proof that was used. On PostgreSQL alone, and UNLOGGED: a crash empties this table and <see cref="ProofEpochRow"/>'s together, and the
/// new epoch believes nothing that was made for the old one.
/// </summary>
internal sealed class ProofRow
{
    /// <summary>A SHA-256.</summary>
    public required byte[] Hash { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    internal static void Map(ModelBuilder model) => model.Entity<ProofRow>(table =>
    {
        table.ToTable("proofs").IsUnlogged();
        table.HasKey(row => row.Hash);
        table.HasIndex(row => row.ExpiresAt);
    });
}

/// <summary>The one epoch of the memory of proofs. Its key is no secret worth more than the nonces, which everybody is told.</summary>
internal sealed class ProofEpochRow
{
    /// <summary>Always <see cref="Only"/>.</summary>
    public required int Id { get; set; }

    public required byte[] NonceKey { get; set; }

    public required DateTimeOffset Since { get; set; }

    internal const int Only = 1;

    internal static void Map(ModelBuilder model) => model.Entity<ProofEpochRow>(table =>
    {
        table.ToTable("proof_epochs").IsUnlogged();
        table.HasKey(row => row.Id);
        table.Property(row => row.Id).ValueGeneratedNever();
    });
}
