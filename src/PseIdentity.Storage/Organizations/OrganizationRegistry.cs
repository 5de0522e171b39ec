using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Organizations;

/// <summary>Where organisations are made, changed and removed.</summary>
public sealed class OrganizationRegistry
{
    private readonly IDatabase database;
    private readonly TimeProvider clock;

    internal OrganizationRegistry(IDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    /// <summary>
    /// Saves it as a provisioning file has it; false when it was so already. Its domains are proven by the operator's word. Domains that
    /// came from a file and are in it no more leave; those that were added otherwise stay, and what was proven stays proven.
    /// </summary>
    /// <param name="logo">The picture, where the brand has one.</param>
    public Task<bool> SaveAsync(Organization organization, byte[]? logo, CancellationToken ct) => database.EditAsync(Cached.Organizations, async model =>
    {
        var row = await model.Organizations.SingleOrDefaultAsync(row => row.Name == organization.Name, ct);
        if (row is null)
            model.Organizations.Add(row = new OrganizationRow { Name = organization.Name, DisplayName = "", Policy = "" });
        (row.DisplayName, row.IdentityProvider) = (organization.DisplayName, organization.IdentityProvider);
        row.Policy = JsonSerializer.Serialize(organization.Policy, OrganizationJson.Default.OrganizationPolicy);
        row.Brand = organization.Brand is { } brand ? JsonSerializer.Serialize(brand, OrganizationJson.Default.OrganizationBrand) : null;
        if (row.Logo is null || logo is null || !row.Logo.AsSpan().SequenceEqual(logo))
            row.Logo = logo;
        await SaveDomainsAsync(model, organization, ct);
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    public Task<bool> RemoveAsync(string name, CancellationToken ct) => database.EditAsync(Cached.Organizations, async model =>
    {
        if (await model.Organizations.SingleOrDefaultAsync(row => row.Name == name, ct) is { } row)
            model.Organizations.Remove(row);
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    /// <summary>Makes these the people who look after the organisation by a file's word; those who were named otherwise stay. False when it was so already.</summary>
    public Task<bool> SaveAdministratorsAsync(string organization, IReadOnlyList<Guid> people, CancellationToken ct) => database.EditAsync(Cached.Organizations, async model =>
    {
        var present = await model.OrganizationAdministrators.Where(row => row.Organization == organization).ToListAsync(ct);
        model.OrganizationAdministrators.RemoveRange(present.Where(row => row.GrantedBy == OrganizationDomain.ByProvisioning && !people.Contains(row.UserId)));
        foreach (var person in people.Except(present.Select(row => row.UserId)))
        {
            model.OrganizationAdministrators.Add(new OrganizationAdministratorRow
            {
                Organization = organization,
                UserId = person,
                GrantedAt = clock.GetUtcNow(),
                GrantedBy = OrganizationDomain.ByProvisioning,
            });
            model.Events.Add(EventLog.Row(clock.GetUtcNow(), Event("organization.administrator_added", organization, person)));
        }
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    private async Task SaveDomainsAsync(IdentityDb model, Organization organization, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var wanted = organization.Domains.Select(domain => domain.Domain).ToHashSet(StringComparer.Ordinal);
        var present = await model.OrganizationDomains.Where(row => row.Organization == organization.Name).ToListAsync(ct);
        model.OrganizationDomains.RemoveRange(present.Where(row => CameFromFile(row) && !wanted.Contains(row.Domain)));
        foreach (var domain in wanted)
        {
            var row = present.SingleOrDefault(each => each.Domain == domain);
            if (row is { VerifiedAt: not null })
                continue;
            if (row is null)
                model.OrganizationDomains.Add(row = new OrganizationDomainRow { Domain = domain, Organization = organization.Name });
            (row.VerifiedAt, row.VerifiedBy) = (now, OrganizationDomain.ByProvisioning);
            model.Events.Add(EventLog.Row(now, OrganizationDomains.Proven(organization.Name, domain, OrganizationDomain.ByProvisioning)));
        }
    }

    // Before domains had proofs, a file was the only place that they came from.
    private static bool CameFromFile(OrganizationDomainRow row) =>
        row.VerifiedBy == OrganizationDomain.ByProvisioning || row is { VerifiedBy: null, Token: null };

    private static IdentityEvent Event(string name, string organization, Guid person) =>
        new(name, person, Data: new Dictionary<string, string> { ["organization"] = organization, ["by"] = OrganizationDomain.ByProvisioning });
}
