using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Codes;

/// <summary>A secret that was sent to somebody, or given to them, and works once: the code of a message, the token of a link, a one-time pass.</summary>
internal sealed class CodeRow
{
    /// <summary>What it is for: a code for one thing is nothing for another.</summary>
    public required string Purpose { get; set; }

    /// <summary>Where it is looked up: the hash of a link's token, or of the request and person that a typed code belongs to.</summary>
    public required byte[] Key { get; set; }

    /// <summary>Whose; null where nobody was found, so that asking costs the same.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The hash of what is typed; null where the key itself is the secret.</summary>
    public byte[]? SecretHash { get; set; }

    /// <summary>JSON that the purpose keeps, encrypted under the root key.</summary>
    public byte[]? Data { get; set; }

    /// <summary>Wrong tries.</summary>
    public int Tries { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Sent { get; set; }

    /// <summary>Before this it is not sent again.</summary>
    public DateTimeOffset? ResendAt { get; set; }

    /// <summary>Before this it does not work.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<CodeRow>
    {
        public void Configure(EntityTypeBuilder<CodeRow> table)
        {
            table.ToTable("codes");
            table.HasKey(row => new { row.Purpose, row.Key });
            table.HasIndex(row => row.UserId);
            table.HasIndex(row => row.ExpiresAt);
            table.HasOne<UserRow>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
