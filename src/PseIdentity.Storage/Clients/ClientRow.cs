using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Clients;

/// <summary>A client: its metadata as the registries write it.</summary>
internal sealed class ClientRow
{
    public required string ClientId { get; set; }

    /// <summary>JSON, RFC 7591 §2.</summary>
    public required string Metadata { get; set; }

    public bool Enabled { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<ClientRow>
    {
        public void Configure(EntityTypeBuilder<ClientRow> table)
        {
            table.ToTable("clients");
            table.HasKey(row => row.ClientId);
        }
    }
}
