using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Users;

/// <summary>A password that somebody had: it is not chosen again for a while.</summary>
internal sealed class PasswordHistoryRow
{
    public required Guid Id { get; set; }
    public required Guid UserId { get; set; }

    /// <summary>The hash, encrypted under the root key.</summary>
    public required byte[] Secret { get; set; }

    public required DateTimeOffset ReplacedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<PasswordHistoryRow>
    {
        public void Configure(EntityTypeBuilder<PasswordHistoryRow> table)
        {
            table.ToTable("password_history");
            table.HasKey(row => row.Id);
            table.HasIndex(row => new { row.UserId, row.ReplacedAt });
            table.HasOne<UserRow>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
