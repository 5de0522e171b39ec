using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Organizations;

/// <summary>An e-mail domain that an organisation says is its own. Several may say so of one domain, and several may have proven it.</summary>
internal sealed class OrganizationDomainRow
{
    /// <summary>Lower-case ASCII.</summary>
    public required string Domain { get; set; }
    public required string Organization { get; set; }

    /// <summary>Null while it is only claimed.</summary>
    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary><c>dns</c>, <c>provisioning</c>, or who vouched for it.</summary>
    public string? VerifiedBy { get; set; }

    /// <summary>What the TXT record has to say.</summary>
    public string? Token { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<OrganizationDomainRow>
    {
        public void Configure(EntityTypeBuilder<OrganizationDomainRow> table)
        {
            table.ToTable("organization_domains");
            table.HasKey(row => new { row.Domain, row.Organization });
            table.HasIndex(row => row.Organization);
            table.HasOne<OrganizationRow>().WithMany().HasForeignKey(row => row.Organization).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
