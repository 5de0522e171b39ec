using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PseIdentity.Storage.Scopes;

/// <summary>A scope that the installation defines.</summary>
internal sealed class ScopeRow
{
    public required string Name { get; set; }

    /// <summary>JSON: <see cref="Protocol.Scopes.Scope"/>.</summary>
    public required string Definition { get; set; }

    internal sealed class Map : IEntityTypeConfiguration<ScopeRow>
    {
        public void Configure(EntityTypeBuilder<ScopeRow> table)
        {
            table.ToTable("scopes");
            table.HasKey(row => row.Name);
        }
    }
}
