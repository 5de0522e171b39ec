using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Organizations;

/// <summary>A company or another group of people with a policy of its own.</summary>
internal sealed class OrganizationRow
{
    public required string Name { get; set; }
    public required string DisplayName { get; set; }
    public string? IdentityProvider { get; set; }

    /// <summary>JSON: <see cref="OrganizationPolicy"/>.</summary>
    public required string Policy { get; set; }

    /// <summary>JSON: <see cref="OrganizationBrand"/>.</summary>
    public string? Brand { get; set; }

    /// <summary>A picture, read by nobody but whoever shows it.</summary>
    public byte[]? Logo { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<OrganizationRow>
    {
        public void Configure(EntityTypeBuilder<OrganizationRow> table)
        {
            table.ToTable("organizations");
            table.HasKey(row => row.Name);
            table.HasIndex(row => row.IdentityProvider);
        }
    }
}
