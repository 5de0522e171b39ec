using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Keys;

/// <summary>A signing key.</summary>
internal sealed class SigningKeyRow
{
    /// <summary><c>kid</c>.</summary>
    public required string Id { get; set; }

    public required string Algorithm { get; set; }
    public int Generation { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset ActivatesAt { get; set; }
    public required DateTimeOffset RetiresAt { get; set; }

    /// <summary>When it was declared stolen.</summary>
    public DateTimeOffset? CompromisedAt { get; set; }

    /// <summary>JWK.</summary>
    public required string PublicKey { get; set; }

    /// <summary>PKCS#8, encrypted under the root key; null once erased.</summary>
    public byte[]? PrivateKey { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<SigningKeyRow>
    {
        public void Configure(EntityTypeBuilder<SigningKeyRow> table)
        {
            table.ToTable("signing_keys");
            table.HasKey(row => row.Id);
            table.HasIndex(row => new { row.Algorithm, row.Generation }).IsUnique();
        }
    }
}
