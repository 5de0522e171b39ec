using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Approvals;

/// <summary>A request that waits for a person elsewhere: a device's, or a decoupled sign-in.</summary>
internal sealed class ApprovalRow
{
    public required Guid Id { get; set; }
    public required string Kind { get; set; }
    public required byte[] CodeHash { get; set; }
    public byte[]? UserCodeHash { get; set; }
    public required string ClientId { get; set; }
    public Guid? UserId { get; set; }

    /// <summary><c>pending</c>, <c>approved</c>, <c>denied</c>.</summary>
    public required string State { get; set; }

    /// <summary>JSON under the root key: the request's parameters, and what was approved.</summary>
    public required byte[] Content { get; set; }

    public int WaitSeconds { get; set; }
    public DateTimeOffset? PolledAt { get; set; }

    /// <summary>Whether the last poll came before its time.</summary>
    public bool TooSoon { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<ApprovalRow>
    {
        public void Configure(EntityTypeBuilder<ApprovalRow> table)
        {
            table.ToTable("approvals");
            table.HasKey(row => row.Id);
            table.HasIndex(row => row.CodeHash).IsUnique();
            table.HasIndex(row => row.UserCodeHash).IsUnique();
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
