using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Clients;

/// <summary>A hashed client secret; several are valid while one replaces the other.</summary>
internal sealed class ClientSecretRow
{
    public required string ClientId { get; set; }
    public required byte[] Sha256 { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<ClientSecretRow>
    {
        public void Configure(EntityTypeBuilder<ClientSecretRow> table)
        {
            table.ToTable("client_secrets");
            table.HasKey(row => new { row.ClientId, row.Sha256 });
            table.HasOne<ClientRow>().WithMany().HasForeignKey(row => row.ClientId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
