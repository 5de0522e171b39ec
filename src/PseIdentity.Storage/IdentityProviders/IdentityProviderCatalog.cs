using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.IdentityProviders;

/// <summary>Providers upstream as administration looks for them, a page at a time.</summary>
public sealed class IdentityProviderCatalog
{
    private static readonly Statement Page = new("SELECT definition FROM identity_providers WHERE name > $1 AND name LIKE $2 ESCAPE '\\' ORDER BY name LIMIT $3");

    private readonly IDatabase database;

    internal IdentityProviderCatalog(IDatabase database) => this.database = database;

    /// <summary>A page in the order of names.</summary>
    /// <param name="search">A part of the name; everything when empty.</param>
    /// <param name="after">The last name of the page before; null for the first.</param>
    public ValueTask<IReadOnlyList<IdentityProvider>> PageAsync(string? search, string? after, int most, CancellationToken ct) =>
        database.ListAsync(Page.With(after ?? "", Pattern.Holding(search), most), row => IdentityProviderStore.Parse(row.Text(0)), ct);

    /// <summary>Which of these names are providers.</summary>
    public Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> names, CancellationToken ct) => database.ReadModelAsync<IReadOnlySet<string>>(async model =>
    {
        const int most = 500;
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in names.Distinct(StringComparer.Ordinal).Chunk(most))
            found.UnionWith(await model.IdentityProviders.Where(row => some.Contains(row.Name)).Select(row => row.Name).ToListAsync(ct));
        return found;
    }, ct);
}
