using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Users;

/// <summary>One authenticator of a person.</summary>
internal sealed class CredentialRow
{
    public required Guid Id { get; set; }
    public required Guid UserId { get; set; }

    /// <summary><c>password</c>, <c>totp</c>, …</summary>
    public required string Kind { get; set; }

    /// <summary>The password's hash or the key, encrypted under the root key.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>Counts changes of the secret.</summary>
    public int Version { get; set; }

    /// <summary>JSON that is no secret.</summary>
    public string? Data { get; set; }

    /// <summary>What its owner calls it.</summary>
    public string? Name { get; set; }

    /// <summary>The credential id of a passkey (WebAuthn §4), by which it is found; null for others.</summary>
    public byte[]? ExternalId { get; set; }

    /// <summary>The signature counter of a passkey (WebAuthn §6.1.1).</summary>
    public long? SignCount { get; set; }

    /// <summary>The last time step that was used (RFC 6238 §5.2).</summary>
    public long? LastStep { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>Since when it stands on a password alone; see <see cref="Credential.UnbackedSince"/>.</summary>
    public DateTimeOffset? UnbackedSince { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<CredentialRow>
    {
        public void Configure(EntityTypeBuilder<CredentialRow> table)
        {
            table.ToTable("credentials");
            table.HasKey(row => row.Id);
            table.HasIndex(row => row.UserId);
            table.HasIndex(row => row.ExternalId).IsUnique();
            table.HasIndex(row => row.UserId, "ix_credentials_one_password").IsUnique().HasFilter("kind = 'password'");
            table.HasOne<UserRow>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
