using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Organizations;

/// <summary>An organisation in a list.</summary>
public sealed record ListedOrganization(string Name, string DisplayName, string? IdentityProvider, int Domains);

/// <summary>Organisations as administration looks for them, a page at a time.</summary>
public sealed class OrganizationCatalog
{
    private readonly IDatabase database;

    internal OrganizationCatalog(IDatabase database) => this.database = database;

    /// <summary>A page in the order of names.</summary>
    /// <param name="search">A part of the name or the display name, or a domain; everything when empty.</param>
    /// <param name="after">The last name of the page before; null for the first.</param>
    public Task<IReadOnlyList<ListedOrganization>> PageAsync(string? search, string? after, int most, CancellationToken ct) => database.ReadModelAsync<IReadOnlyList<ListedOrganization>>(async model =>
    {
        var rows = model.Organizations.AsNoTracking();
        if (search?.Trim() is { Length: > 0 } text)
        {
            var lower = text.ToLowerInvariant();
            var domain = DomainName.Normalize(text);
            rows = rows.Where(row => row.Name.Contains(lower) || row.DisplayName.ToLower().Contains(lower)
                || model.OrganizationDomains.Any(each => each.Organization == row.Name && each.Domain == domain));
        }
        if (after is not null)
            rows = rows.Where(row => string.Compare(row.Name, after) > 0);
        return await rows.OrderBy(row => row.Name).Take(most)
            .Select(row => new ListedOrganization(row.Name, row.DisplayName, row.IdentityProvider, model.OrganizationDomains.Count(domain => domain.Organization == row.Name)))
            .ToListAsync(ct);
    }, ct);

    /// <summary>Who looks after the organisation, by the names that they sign in with.</summary>
    public Task<IReadOnlyList<string>> AdministratorsAsync(string organization, CancellationToken ct) => database.ReadModelAsync<IReadOnlyList<string>>(async model =>
        await model.OrganizationAdministrators.AsNoTracking().Where(row => row.Organization == organization)
            .Join(model.Identifiers.Where(row => row.Kind == Users.Identifiers.Username), row => row.UserId, name => name.UserId, (_, name) => name.Value)
            .OrderBy(name => name).ToListAsync(ct), ct);

    /// <summary>Which of these names are organisations.</summary>
    public Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> names, CancellationToken ct) => database.ReadModelAsync<IReadOnlySet<string>>(async model =>
    {
        const int most = 500;
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in names.Distinct(StringComparer.Ordinal).Chunk(most))
            found.UnionWith(await model.Organizations.Where(row => some.Contains(row.Name)).Select(row => row.Name).ToListAsync(ct));
        return found;
    }, ct);
}
