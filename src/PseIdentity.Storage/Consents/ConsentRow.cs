using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Consents;

/// <summary>What a person allowed a client. A withdrawal stays marked, also after a new consent: codes from before it stay worthless.</summary>
internal sealed class ConsentRow
{
    public required Guid UserId { get; set; }
    public required string ClientId { get; set; }

    /// <summary>Separated by spaces; null while withdrawn.</summary>
    public string? Scopes { get; set; }

    public required DateTimeOffset GrantedAt { get; set; }
    public DateTimeOffset? WithdrawnAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<ConsentRow>
    {
        public void Configure(EntityTypeBuilder<ConsentRow> table)
        {
            table.ToTable("consents");
            table.HasKey(row => new { row.UserId, row.ClientId });
        }
    }
}
