using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.IdentityProviders;

/// <summary>A provider that people may sign in with instead of here.</summary>
internal sealed class IdentityProviderRow
{
    public required string Name { get; set; }

    /// <summary>JSON, without the secret.</summary>
    public required string Definition { get; set; }

    /// <summary>The client secret, encrypted under the root key.</summary>
    public byte[]? Secret { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<IdentityProviderRow>
    {
        public void Configure(EntityTypeBuilder<IdentityProviderRow> table)
        {
            table.ToTable("identity_providers");
            table.HasKey(row => row.Name);
        }
    }
}
