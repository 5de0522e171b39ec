using System.Text.Json;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Organizations;

/// <summary>
/// Organisations as signing in finds them: one by one, by name or by proven domain. A node keeps a bounded number of them, and nothing
/// that it does grows with how many there are.
/// </summary>
public sealed class OrganizationStore
{
    private const int MostKept = 1_000;

    private static readonly Statement Find = new("""
        SELECT o.display_name, o.identity_provider, o.policy, o.brand, d.domain, d.verified_at, d.verified_by, d.token
        FROM organizations o LEFT JOIN organization_domains d ON d.organization = o.name WHERE o.name = $1 ORDER BY d.domain
        """);

    private static readonly Statement Holders = new("SELECT organization FROM organization_domains WHERE domain = $1 AND verified_at IS NOT NULL ORDER BY organization LIMIT 50");

    private static readonly Statement AnyElsewhere = new("SELECT 1 FROM organizations WHERE identity_provider IS NOT NULL LIMIT 1");

    private static readonly Statement Using = new("SELECT name FROM organizations WHERE identity_provider = $1 ORDER BY name LIMIT $2");

    private static readonly Statement Logo = new("SELECT logo FROM organizations WHERE name = $1 AND logo IS NOT NULL");

    private static readonly Statement Administers = new("SELECT 1 FROM organization_administrators WHERE organization = $1 AND user_id = $2");

    private readonly IDatabase database;
    private readonly PointCache<Organization> byName;
    private readonly PointCache<IReadOnlyList<string>> holders;
    private readonly Snapshot<bool> anyElsewhere;

    internal OrganizationStore(IDatabase database, CacheVersions versions, TimeProvider clock)
    {
        this.database = database;
        byName = new(versions, Cached.Organizations, clock, MostKept, ReadAsync);
        holders = new(versions, Cached.Organizations, clock, MostKept, ReadHoldersAsync);
        anyElsewhere = new(versions, Cached.Organizations, clock, async ct => await database.FirstAsync(AnyElsewhere.With(), row => row.Int(0), ct) == 1);
    }

    public ValueTask<Organization?> FindAsync(string name, CancellationToken ct) =>
        name.Length is 0 or > 200 || name.Contains('\0', StringComparison.Ordinal) ? new((Organization?)null) : byName.FindAsync(name, ct);

    /// <summary>Whose proven domain it is, by name; several where they share it.</summary>
    /// <param name="domain">As <see cref="DomainName.Normalize"/> has it.</param>
    public async ValueTask<IReadOnlyList<Organization>> HoldersAsync(string domain, CancellationToken ct)
    {
        if (await holders.FindAsync(domain, ct) is not { } names)
            return [];
        var found = new List<Organization>(names.Count);
        foreach (var name in names)
            if (await FindAsync(name, ct) is { } organization && organization.HasProven(domain))
                found.Add(organization);
        return found;
    }

    /// <summary>Whether any organisation has its people sign in elsewhere; where none has, nobody is asked about companies.</summary>
    public ValueTask<bool> AnyElsewhereAsync(CancellationToken ct) => anyElsewhere.GetAsync(ct);

    /// <summary>Organisations whose people sign in with a provider, by name.</summary>
    public ValueTask<IReadOnlyList<string>> NamesUsingAsync(string provider, int most, CancellationToken ct) =>
        database.ListAsync(Using.With(provider, most), row => row.Text(0), ct);

    /// <summary>The organisation's picture; null where there is none.</summary>
    public ValueTask<byte[]?> FindLogoAsync(string name, CancellationToken ct) => database.FirstAsync(Logo.With(name), row => row.Bytes(0), ct);

    /// <summary>Whether the person was given this organisation to look after.</summary>
    public async ValueTask<bool> IsAdministratorAsync(string organization, Guid userId, CancellationToken ct) =>
        await database.FirstAsync(Administers.With(organization, userId), row => row.Int(0), ct) == 1;

    private async ValueTask<Organization?> ReadAsync(string name, CancellationToken ct)
    {
        var rows = await database.ListAsync(Find.With(name), row => (
            DisplayName: row.Text(0), Provider: row.TextOrNull(1), Policy: row.Text(2), Brand: row.TextOrNull(3),
            Domain: row.TextOrNull(4) is { } domain ? new OrganizationDomain(domain) { VerifiedAt = row.TimeOrNull(5), VerifiedBy = row.TextOrNull(6), Token = row.TextOrNull(7) } : null), ct);
        return rows.Count == 0 ? null : new Organization
        {
            Name = name,
            DisplayName = rows[0].DisplayName,
            IdentityProvider = rows[0].Provider,
            Policy = JsonSerializer.Deserialize(rows[0].Policy, OrganizationJson.Default.OrganizationPolicy) ?? new(),
            Brand = rows[0].Brand is { } brand ? JsonSerializer.Deserialize(brand, OrganizationJson.Default.OrganizationBrand) : null,
            Domains = [.. rows.Select(row => row.Domain).OfType<OrganizationDomain>()],
        };
    }

    private async ValueTask<IReadOnlyList<string>?> ReadHoldersAsync(string domain, CancellationToken ct) =>
        await database.ListAsync(Holders.With(domain), row => row.Text(0), ct) is { Count: > 0 } names ? names : null;
}
