using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Sessions;

/// <summary>A browser session. Times of use are in no index: a touch changes the row alone.</summary>
internal sealed class SessionRow
{
    public required Guid Id { get; set; }
    public required byte[] CookieHash { get; set; }
    public required string Sid { get; set; }
    public required Guid UserId { get; set; }
    public required DateTimeOffset AuthTime { get; set; }

    /// <summary>Null where it is <see cref="AuthTime"/>.</summary>
    public DateTimeOffset? SignedInAt { get; set; }

    /// <summary>RFC 8176, separated by spaces.</summary>
    public required string Amr { get; set; }

    public required string Acr { get; set; }
    public bool Remembered { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset LastSeenAt { get; set; }
    public required DateTimeOffset LiveUntil { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
    public string? UserAgent { get; set; }
    public string? Address { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public string? EndReason { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<SessionRow>
    {
        public void Configure(EntityTypeBuilder<SessionRow> table)
        {
            table.ToTable("sessions");
            table.HasKey(row => row.Id);
            table.HasIndex(row => row.CookieHash).IsUnique();
            table.HasIndex(row => row.UserId);
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
