using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Sessions;

/// <summary>A client that took part in a session, and hears of its end.</summary>
internal sealed class SessionClientRow
{
    public required Guid SessionId { get; set; }
    public required string ClientId { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<SessionClientRow>
    {
        public void Configure(EntityTypeBuilder<SessionClientRow> table)
        {
            table.ToTable("session_clients");
            table.HasKey(row => new { row.SessionId, row.ClientId });
            table.HasOne<SessionRow>().WithMany().HasForeignKey(row => row.SessionId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
