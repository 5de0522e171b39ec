using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Devices;

/// <summary>A browser that a person has signed in on: it is known, and perhaps trusted.</summary>
internal sealed class DeviceRow
{
    public required Guid Id { get; set; }
    public required Guid UserId { get; set; }

    /// <summary>SHA-256 of the cookie, which changes at every sign-in.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>The cookie before, for a tab that was on its way.</summary>
    public byte[]? FormerHash { get; set; }

    public string? UserAgent { get; set; }
    public string? Address { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Until when the second factor is not asked for here; null where it always is.</summary>
    public DateTimeOffset? TrustedUntil { get; set; }

    /// <summary>When it is forgotten.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<DeviceRow>
    {
        public void Configure(EntityTypeBuilder<DeviceRow> table)
        {
            table.ToTable("devices");
            table.HasKey(row => row.Id);
            table.HasIndex(row => new { row.UserId, row.TokenHash }).IsUnique();
            table.HasIndex(row => row.TokenHash);
            table.HasIndex(row => row.FormerHash);
            table.HasIndex(row => row.ExpiresAt);
            table.HasOne<UserRow>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
