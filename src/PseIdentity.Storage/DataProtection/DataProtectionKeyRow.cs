using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.DataProtection;

/// <summary>A key of the Data Protection ring.</summary>
internal sealed class DataProtectionKeyRow
{
    public required Guid Id { get; set; }

    /// <summary>The key's XML, encrypted under the root key.</summary>
    public required byte[] Content { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<DataProtectionKeyRow>
    {
        public void Configure(EntityTypeBuilder<DataProtectionKeyRow> table)
        {
            table.ToTable("data_protection_keys");
            table.HasKey(row => row.Id);
        }
    }
}
