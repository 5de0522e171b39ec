using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Organizations;

/// <summary>An e-mail domain that belongs to an organisation.</summary>
internal sealed class OrganizationDomainRow
{
    public required string Domain { get; set; }
    public required string Organization { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<OrganizationDomainRow>
    {
        public void Configure(EntityTypeBuilder<OrganizationDomainRow> table)
        {
            table.ToTable("organization_domains");
            table.HasKey(row => row.Domain);
            table.HasIndex(row => row.Organization);
            table.HasOne<OrganizationRow>().WithMany().HasForeignKey(row => row.Organization).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
