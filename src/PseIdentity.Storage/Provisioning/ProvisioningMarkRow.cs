using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Provisioning;

/// <summary>Which value of a secret was applied from a provisioning file last.</summary>
internal sealed class ProvisioningMarkRow
{
    /// <summary>What the secret belongs to, such as <c>users/alice/password</c>.</summary>
    public required string Path { get; set; }

    /// <summary>HMAC of the value.</summary>
    public required byte[] Mac { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<ProvisioningMarkRow>
    {
        public void Configure(EntityTypeBuilder<ProvisioningMarkRow> table)
        {
            table.ToTable("provisioning_marks");
            table.HasKey(row => row.Path);
        }
    }
}
