using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Outbox;

/// <summary>A message to somebody outside, until it is delivered.</summary>
internal sealed class OutboxRow
{
    public required Guid Id { get; set; }
    public required string Kind { get; set; }

    /// <summary>Encrypted under the root key.</summary>
    public required byte[] Body { get; set; }

    /// <summary>Where it goes: see <see cref="Protocol.Outbox.OutboxMessage.Destination"/>.</summary>
    public required string Destination { get; set; }

    public int Attempts { get; set; }

    /// <summary>Somebody has it, until <see cref="NextAt"/>.</summary>
    public bool Claimed { get; set; }

    /// <summary>When it is due, or its lease ends; null when it has failed for good.</summary>
    public DateTimeOffset? NextAt { get; set; }

    public required DateTimeOffset EnqueuedAt { get; set; }
    public string? Failure { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<OutboxRow>
    {
        public void Configure(EntityTypeBuilder<OutboxRow> table)
        {
            table.ToTable("outbox");
            table.HasKey(row => row.Id);
            table.HasIndex(row => row.NextAt);
        }
    }
}
