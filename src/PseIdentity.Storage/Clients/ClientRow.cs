using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Clients;

/// <summary>A client: its metadata as the registries write it.</summary>
internal sealed class ClientRow
{
    public const string Registered = "registered";
    public const string Document = "document";

    public required string ClientId { get; set; }

    /// <summary>JSON, RFC 7591 §2.</summary>
    public required string Metadata { get; set; }

    public bool Enabled { get; set; }

    /// <summary>Null for clients of the operator, otherwise <see cref="Registered"/> or <see cref="Document"/>.</summary>
    public string? Origin { get; set; }

    /// <summary>SHA-256 of the token with which the client changes its own registration (RFC 7592 §2).</summary>
    public byte[]? RegistrationToken { get; set; }

    /// <summary>JSON: the policy that the client registered under.</summary>
    public string? RegistrationPolicy { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<ClientRow>
    {
        public void Configure(EntityTypeBuilder<ClientRow> table)
        {
            table.ToTable("clients");
            table.HasKey(row => row.ClientId);
            table.HasIndex(row => row.RegistrationToken).IsUnique();
        }
    }
}
