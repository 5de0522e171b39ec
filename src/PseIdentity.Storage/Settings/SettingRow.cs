using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Settings;

/// <summary>Something that the installation remembers about itself.</summary>
internal sealed class SettingRow
{
    public required string Name { get; set; }

    /// <summary>UTF-8, or a secret encrypted under the root key.</summary>
    public required byte[] Value { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<SettingRow>
    {
        public void Configure(EntityTypeBuilder<SettingRow> table)
        {
            table.ToTable("settings");
            table.HasKey(row => row.Name);
        }
    }
}
