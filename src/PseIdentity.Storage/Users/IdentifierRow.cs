using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Users;

/// <summary>
/// A name to sign in with, normalised. User names and customer IDs are unique across kinds; an e-mail may be shared, but then signs nobody in.
/// </summary>
internal sealed class IdentifierRow
{
    public required string Value { get; set; }

    /// <summary><c>username</c>, <c>customer_id</c> or <c>email</c>.</summary>
    public required string Kind { get; set; }

    public required Guid UserId { get; set; }

    /// <summary>Whether an e-mail has been proven; the others always are.</summary>
    public bool Verified { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<IdentifierRow>
    {
        public void Configure(EntityTypeBuilder<IdentifierRow> table)
        {
            table.ToTable("identifiers");
            table.HasKey(row => new { row.Value, row.Kind, row.UserId });
            table.HasIndex(row => row.UserId);
            table.HasIndex(row => row.Value, "ix_identifiers_unique").IsUnique().HasFilter("kind <> 'email'");
            table.HasOne<UserRow>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
