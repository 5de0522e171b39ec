using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Federation;

/// <summary>The session at a provider upstream that a session here came from.</summary>
internal sealed class UpstreamSessionRow
{
    public required Guid Id { get; set; }
    public required string Provider { get; set; }
    public required string Subject { get; set; }

    /// <summary>The provider's own name of its session (<c>sid</c>, SAML's SessionIndex); null where it said none.</summary>
    public string? UpstreamSid { get; set; }

    /// <summary>What the provider wants to hear when we sign out there (an ID token, a NameID), encrypted under the root key.</summary>
    public byte[]? Hint { get; set; }

    /// <summary>Our session; null until the sign-in is complete.</summary>
    public Guid? SessionId { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<UpstreamSessionRow>
    {
        public void Configure(EntityTypeBuilder<UpstreamSessionRow> table)
        {
            table.ToTable("upstream_sessions");
            table.HasKey(row => row.Id);
            table.HasIndex(row => row.SessionId);
            table.HasIndex(row => new { row.Provider, row.Subject });
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
