using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.IdentityProviders;

/// <summary>Providers upstream as administration looks for them, a page at a time.</summary>
public sealed class IdentityProviderCatalog
{
    private readonly IDatabase database;

    internal IdentityProviderCatalog(IDatabase database) => this.database = database;

    /// <summary>A page in the order of names.</summary>
    /// <param name="search">A part of the name; everything when empty.</param>
    /// <param name="after">The last name of the page before; null for the first.</param>
    public Task<IReadOnlyList<IdentityProvider>> PageAsync(string? search, string? after, int most, CancellationToken ct) => database.ReadModelAsync<IReadOnlyList<IdentityProvider>>(async model =>
    {
        var rows = model.IdentityProviders.AsNoTracking();
        if (search?.Trim().ToLowerInvariant() is { Length: > 0 } text)
            rows = rows.Where(row => row.Name.Contains(text));
        if (after is not null)
            rows = rows.Where(row => string.Compare(row.Name, after) > 0);
        return [.. (await rows.OrderBy(row => row.Name).Take(most).Select(row => row.Definition).ToListAsync(ct)).Select(IdentityProviderStore.Parse)];
    }, ct);

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
