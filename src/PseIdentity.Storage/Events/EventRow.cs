using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Events;

/// <summary>Something that happened.</summary>
internal sealed class EventRow
{
    public required Guid Id { get; set; }
    public required DateTimeOffset At { get; set; }
    public required string Name { get; set; }
    public Guid? UserId { get; set; }
    public string? ClientId { get; set; }
    public string? Sid { get; set; }
    public string? Address { get; set; }
    public string? UserAgent { get; set; }

    /// <summary>JSON.</summary>
    public string? Data { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<EventRow>
    {
        public void Configure(EntityTypeBuilder<EventRow> table)
        {
            table.ToTable("events");
            table.HasKey(row => row.Id);
            table.HasIndex(row => new { row.UserId, row.Id });
        }
    }
}
