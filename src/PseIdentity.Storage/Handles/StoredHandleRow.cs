using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Handles;

/// <summary>The content of a handle that would be too long.</summary>
internal sealed class StoredHandleRow
{
    public required Guid Id { get; set; }

    /// <summary>Under the root key.</summary>
    public required byte[] Content { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<StoredHandleRow>
    {
        public void Configure(EntityTypeBuilder<StoredHandleRow> table)
        {
            table.ToTable("stored_handles");
            table.HasKey(row => row.Id);
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
