using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Organizations;

/// <summary>An organisation in a list.</summary>
public sealed record ListedOrganization(string Name, string DisplayName, string? IdentityProvider, int Domains);

/// <summary>Organisations as administration looks for them, a page at a time.</summary>
public sealed class OrganizationCatalog
{
    private static readonly Statement Page = new("""
        SELECT o.name, o.display_name, o.identity_provider, (SELECT COUNT(*) FROM organization_domains d WHERE d.organization = o.name)
        FROM organizations o
        WHERE o.name > $1 AND ($2 = '%%' OR o.name LIKE $2 ESCAPE '\' OR lower(o.display_name) LIKE $2 ESCAPE '\'
          OR EXISTS (SELECT 1 FROM organization_domains d WHERE d.organization = o.name AND d.domain = $3))
        ORDER BY o.name LIMIT $4
        """);

    private readonly IDatabase database;

    internal OrganizationCatalog(IDatabase database) => this.database = database;

    /// <summary>A page in the order of names.</summary>
    /// <param name="search">A part of the name or the display name, or a domain; everything when empty.</param>
    /// <param name="after">The last name of the page before; null for the first.</param>
    public ValueTask<IReadOnlyList<ListedOrganization>> PageAsync(string? search, string? after, int most, CancellationToken ct) => database.ListAsync(
        Page.With(after ?? "", Pattern.Holding(search), search is null ? null : DomainName.Normalize(search), most),
        row => new ListedOrganization(row.Text(0), row.Text(1), row.TextOrNull(2), (int)row.Number(3)), ct);

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
