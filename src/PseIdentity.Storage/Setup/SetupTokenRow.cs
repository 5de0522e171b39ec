using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Setup;

/// <summary>A one-time link to set up an administrator.</summary>
internal sealed class SetupTokenRow
{
    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<SetupTokenRow>
    {
        public void Configure(EntityTypeBuilder<SetupTokenRow> table)
        {
            table.ToTable("setup_tokens");
            table.HasKey(row => row.Hash);
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
