using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Federation;

/// <summary>Whom a provider upstream means by a subject.</summary>
internal sealed class FederatedIdentityRow
{
    public required string Provider { get; set; }

    /// <summary>As the provider names the person; unique there for ever (OpenID Connect Core §2, <c>sub</c>).</summary>
    public required string Subject { get; set; }

    public required Guid UserId { get; set; }

    /// <summary>Whether the account follows what the provider says of the person; an account of one's own that was linked does not.</summary>
    public bool Follows { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset LastUsedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<FederatedIdentityRow>
    {
        public void Configure(EntityTypeBuilder<FederatedIdentityRow> table)
        {
            table.ToTable("federated_identities");
            table.HasKey(row => new { row.Provider, row.Subject });
            table.HasIndex(row => row.UserId);
            table.HasOne<UserRow>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
