using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Guesses;

/// <summary>Failed guesses at one secret of one account.</summary>
internal sealed class GuessRow
{
    public required string Purpose { get; set; }
    public required byte[] Account { get; set; }
    public int Failures { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>How often it was locked in a row: each lock lasts longer than the one before.</summary>
    public int Locks { get; set; }

    /// <summary>When the failures are forgotten.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<GuessRow>
    {
        public void Configure(EntityTypeBuilder<GuessRow> table)
        {
            table.ToTable("guesses");
            table.HasKey(row => new { row.Purpose, row.Account });
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
