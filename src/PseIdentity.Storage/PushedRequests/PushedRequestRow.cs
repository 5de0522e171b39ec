using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.PushedRequests;

/// <summary>An authorization request that a client pushed.</summary>
internal sealed class PushedRequestRow
{
    /// <summary>SHA-256 of the reference.</summary>
    public required byte[] Hash { get; set; }

    public required string ClientId { get; set; }

    /// <summary>Base64, under the root key.</summary>
    public required string Parameters { get; set; }
    public required DateTimeOffset UsableUntil { get; set; }
    public DateTimeOffset? ConsumedAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<PushedRequestRow>
    {
        public void Configure(EntityTypeBuilder<PushedRequestRow> table)
        {
            table.ToTable("pushed_requests");
            table.HasKey(row => row.Hash);
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
