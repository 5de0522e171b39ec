using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Organizations;

/// <summary>Organisations; kept in memory.</summary>
public sealed class OrganizationStore
{
    private static readonly Statement AllRows = new("SELECT name, display_name, identity_provider, policy FROM organizations ORDER BY name");
    private static readonly Statement AllDomains = new("SELECT organization, domain FROM organization_domains ORDER BY domain");
    private readonly IDatabase database;
    private readonly Snapshot<IReadOnlyList<Organization>> organizations;

    internal OrganizationStore(IDatabase database, CacheVersions versions, TimeProvider clock)
    {
        this.database = database;
        organizations = new(versions, Cached.Organizations, clock, ReadAsync);
    }

    public ValueTask<IReadOnlyList<Organization>> AllAsync(CancellationToken ct) => organizations.GetAsync(ct);

    public async ValueTask<Organization?> FindAsync(string name, CancellationToken ct) =>
        (await AllAsync(ct)).FirstOrDefault(organization => organization.Name == name);

    /// <summary>Whose e-mail domain it is; compared without case.</summary>
    public async ValueTask<Organization?> FindByDomainAsync(string domain, CancellationToken ct) =>
        (await AllAsync(ct)).FirstOrDefault(organization => organization.Domains.Contains(domain, StringComparer.OrdinalIgnoreCase));

    /// <summary>False when it was so already.</summary>
    public Task<bool> SaveAsync(Organization organization, CancellationToken ct) => database.EditAsync(Cached.Organizations, async model =>
    {
        var policy = JsonSerializer.Serialize(organization.Policy, OrganizationJson.Default.OrganizationPolicy);
        if (await model.Organizations.SingleOrDefaultAsync(row => row.Name == organization.Name, ct) is { } row)
            (row.DisplayName, row.IdentityProvider, row.Policy) = (organization.DisplayName, organization.IdentityProvider, policy);
        else
            model.Organizations.Add(new OrganizationRow
            {
                Name = organization.Name,
                DisplayName = organization.DisplayName,
                IdentityProvider = organization.IdentityProvider,
                Policy = policy,
            });

        var wanted = organization.Domains.Select(domain => domain.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        var present = await model.OrganizationDomains.Where(domain => domain.Organization == organization.Name).ToListAsync(ct);
        model.OrganizationDomains.RemoveRange(present.Where(domain => !wanted.Contains(domain.Domain)));
        wanted.ExceptWith(present.Select(domain => domain.Domain));
        model.OrganizationDomains.AddRange(wanted.Select(domain => new OrganizationDomainRow { Domain = domain, Organization = organization.Name }));
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    public Task<bool> RemoveAsync(string name, CancellationToken ct) => database.EditAsync(Cached.Organizations, async model =>
    {
        if (await model.Organizations.SingleOrDefaultAsync(row => row.Name == name, ct) is { } row)
            model.Organizations.Remove(row);
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    private async ValueTask<IReadOnlyList<Organization>> ReadAsync(CancellationToken ct)
    {
        var domains = (await database.ListAsync(AllDomains.With(), row => (Organization: row.Text(0), Domain: row.Text(1)), ct))
            .ToLookup(pair => pair.Organization, pair => pair.Domain, StringComparer.Ordinal);
        return await database.ListAsync(AllRows.With(), row => new Organization
        {
            Name = row.Text(0),
            DisplayName = row.Text(1),
            IdentityProvider = row.TextOrNull(2),
            Policy = JsonSerializer.Deserialize(row.Text(3), OrganizationJson.Default.OrganizationPolicy) ?? new(),
            Domains = [.. domains[row.Text(0)]],
        }, ct);
    }
}
