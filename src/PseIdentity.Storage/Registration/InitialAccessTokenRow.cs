using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Registration;

/// <summary>
/// A token that lets clients register (RFC 7591 §3). An expired one stays until the operator removes it: a provisioning file that names it would
/// otherwise bring it back at every start.
/// </summary>
internal sealed class InitialAccessTokenRow
{
    public required string Name { get; set; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>How often it may be used; null for any number.</summary>
    public int? Uses { get; set; }

    public int Used { get; set; }

    /// <summary>JSON: <see cref="Protocol.Registration.RegistrationPolicy"/>.</summary>
    public required string Policy { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<InitialAccessTokenRow>
    {
        public void Configure(EntityTypeBuilder<InitialAccessTokenRow> table)
        {
            table.ToTable("initial_access_tokens");
            table.HasKey(row => row.Name);
            table.HasIndex(row => row.Hash).IsUnique();
        }
    }
}
