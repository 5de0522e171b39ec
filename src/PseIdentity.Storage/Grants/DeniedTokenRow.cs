using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Grants;

/// <summary>An access token that was revoked before its time (RFC 7009).</summary>
internal sealed class DeniedTokenRow
{
    public required string Jti { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<DeniedTokenRow>
    {
        public void Configure(EntityTypeBuilder<DeniedTokenRow> table)
        {
            table.ToTable("denied_tokens");
            table.HasKey(row => row.Jti);
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
