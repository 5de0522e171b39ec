using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Attempts;

/// <summary>What one browser has proven for one authorization request.</summary>
internal sealed class AttemptRow
{
    public required string RequestId { get; set; }
    public required byte[] BrowserHash { get; set; }
    public int Version { get; set; }

    /// <summary>JSON.</summary>
    public required string Content { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<AttemptRow>
    {
        public void Configure(EntityTypeBuilder<AttemptRow> table)
        {
            table.ToTable("attempts");
            table.HasKey(row => new { row.RequestId, row.BrowserHash });
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
