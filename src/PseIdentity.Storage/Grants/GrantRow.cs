using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Grants;

/// <summary>A redeemed code. A row without a client is the mark of a code that was revoked before it was redeemed. Times of use are in no index.</summary>
internal sealed class GrantRow
{
    public required Guid Id { get; set; }
    public string? ClientId { get; set; }
    public Guid? UserId { get; set; }
    public Guid? SessionId { get; set; }
    public string? Sid { get; set; }
    public bool Offline { get; set; }

    /// <summary>Separated by spaces.</summary>
    public string? Scopes { get; set; }

    /// <summary>Separated by spaces.</summary>
    public string? Resource { get; set; }

    /// <summary>JSON, RFC 9396 §7.</summary>
    public string? AuthorizationDetails { get; set; }

    /// <summary>JSON, OpenID Connect Core §5.5.</summary>
    public string? Claims { get; set; }

    /// <summary>A DPoP key's thumbprint.</summary>
    public string? Jkt { get; set; }

    public required DateTimeOffset AuthTime { get; set; }
    public string? Acr { get; set; }
    public string? Amr { get; set; }
    public int Generation { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset UsedAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
    public required DateTimeOffset AbsoluteEnd { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokeReason { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<GrantRow>
    {
        public void Configure(EntityTypeBuilder<GrantRow> table)
        {
            table.ToTable("grants");
            table.HasKey(row => row.Id);
            table.HasIndex(row => row.SessionId);
            table.HasIndex(row => new { row.UserId, row.ClientId });
        }
    }
}
