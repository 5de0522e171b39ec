using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Federation;

/// <summary>A key with which this installation proves itself to providers upstream, and reads what they encrypt for it.</summary>
internal sealed class FederationKeyRow
{
    public required string Id { get; set; }

    /// <summary>X.509, DER: self-signed, because providers trust it by having been given it.</summary>
    public required byte[] Certificate { get; set; }

    /// <summary>PKCS #8, encrypted under the root key.</summary>
    public required byte[] PrivateKey { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<FederationKeyRow>
    {
        public void Configure(EntityTypeBuilder<FederationKeyRow> table)
        {
            table.ToTable("federation_keys");
            table.HasKey(row => row.Id);
        }
    }
}
