using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Organizations;

/// <summary>Somebody who looks after one organisation, and nothing else.</summary>
internal sealed class OrganizationAdministratorRow
{
    public required string Organization { get; set; }
    public required Guid UserId { get; set; }
    public required DateTimeOffset GrantedAt { get; set; }

    /// <summary><c>provisioning</c>, or who granted it.</summary>
    public required string GrantedBy { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<OrganizationAdministratorRow>
    {
        public void Configure(EntityTypeBuilder<OrganizationAdministratorRow> table)
        {
            table.ToTable("organization_administrators");
            table.HasKey(row => new { row.Organization, row.UserId });
            table.HasIndex(row => row.UserId);
            table.HasOne<OrganizationRow>().WithMany().HasForeignKey(row => row.Organization).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<UserRow>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
