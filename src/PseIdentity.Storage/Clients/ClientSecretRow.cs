using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Clients;

/// <summary>A client secret by its hash; several are valid while one replaces the other.</summary>
internal sealed class ClientSecretRow
{
    public required string ClientId { get; set; }
    public required byte[] Sha256 { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The secret itself, sealed under the root key; only for clients that need it back.</summary>
    public byte[]? Secret { get; set; }

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
