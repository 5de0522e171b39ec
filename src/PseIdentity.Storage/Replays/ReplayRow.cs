using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Replays;

/// <summary>Something that may be used once, and was.</summary>
internal sealed class ReplayRow
{
    public required string Purpose { get; set; }

    /// <summary>A SHA-256.</summary>
    public required byte[] Key { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<ReplayRow>
    {
        public void Configure(EntityTypeBuilder<ReplayRow> table)
        {
            table.ToTable("replays");
            table.HasKey(row => new { row.Purpose, row.Key });
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
