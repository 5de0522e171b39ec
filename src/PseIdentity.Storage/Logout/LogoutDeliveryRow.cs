using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Logout;

/// <summary>Whether a relying party has heard that a session ended (Back-Channel Logout §2.8); it outlives the message by a while, for questions about it.</summary>
internal sealed class LogoutDeliveryRow
{
    /// <summary>The id of the outbox's message.</summary>
    public required Guid Id { get; set; }

    public required string ClientId { get; set; }
    public required string Sid { get; set; }

    /// <summary>Why the session ended.</summary>
    public required string Reason { get; set; }

    public required DateTimeOffset EnqueuedAt { get; set; }
    public int Attempts { get; set; }

    /// <summary>What became of the last attempt: <c>delivered</c>, or why not.</summary>
    public string? LastStatus { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>When nobody tries any more.</summary>
    public DateTimeOffset? FailedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<LogoutDeliveryRow>
    {
        public void Configure(EntityTypeBuilder<LogoutDeliveryRow> table)
        {
            table.ToTable("logout_deliveries");
            table.HasKey(row => row.Id);
            table.HasIndex(row => new { row.ClientId, row.Id });
            table.HasIndex(row => row.EnqueuedAt);
        }
    }
}
