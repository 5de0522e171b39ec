using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Users;

/// <summary>A person.</summary>
internal sealed class UserRow
{
    public const string Active = "active";
    public const string Disabled = "disabled";

    /// <summary>The owner said that a sign-in was not theirs: nobody is signed in until they have recovered the account.</summary>
    public const string Locked = "locked";

    public required Guid Id { get; set; }

    /// <summary><c>sub</c> (OpenID Connect Core §2): 128 random bits, never the row id.</summary>
    public required string Subject { get; set; }

    /// <summary>Grows when what is under way must be undone.</summary>
    public int Stamp { get; set; }

    /// <summary><c>active</c>, <c>locked</c> by the owner, or <c>disabled</c> by an administrator.</summary>
    public required string State { get; set; }

    /// <summary>JSON: standard claims (Core §5.1), <c>customer_id</c>, <c>roles</c>.</summary>
    public required string Claims { get; set; }

    /// <summary>The roles in the claims, with a space before and after each, for searching.</summary>
    public string? Roles { get; set; }

    public string? Organization { get; set; }
    public bool MustChangePassword { get; set; }
    public DateTimeOffset? PasswordChangedAt { get; set; }

    /// <summary>JSON: what the person chose for the pages and notices, such as when a passkey is offered again.</summary>
    public string? Preferences { get; set; }

    /// <summary>The number in the claims, kept by the database itself, for finding whose it is.</summary>
    public string? PhoneNumber { get; private set; }

    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<UserRow>
    {
        public void Configure(EntityTypeBuilder<UserRow> table)
        {
            table.ToTable("users");
            table.HasKey(row => row.Id);
            table.HasIndex(row => row.Subject).IsUnique();
            table.HasIndex(row => row.Organization);
            table.HasIndex(row => row.PhoneNumber);
        }
    }
}
