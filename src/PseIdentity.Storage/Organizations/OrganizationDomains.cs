using Microsoft.EntityFrameworkCore;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Handles;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Organizations;

/// <summary>Which domains organisations claim, and which of them are proven. Each proof is recorded in its transaction.</summary>
public sealed class OrganizationDomains
{
    private readonly IDatabase database;
    private readonly TimeProvider clock;

    internal OrganizationDomains(IDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    /// <summary>Claims a domain, and answers it with the token that the TXT record has to say. One that is claimed already keeps its token. Null when there is no such organisation.</summary>
    /// <param name="domain">As <see cref="DomainName.Normalize"/> has it.</param>
    public Task<OrganizationDomain?> ClaimAsync(string organization, string domain, string by, CancellationToken ct) => database.EditAsync(Cached.Organizations, async model =>
    {
        if (!await model.Organizations.AnyAsync(row => row.Name == organization, ct))
            return null;
        var row = await FindAsync(model, organization, domain, ct);
        if (row is null)
        {
            model.OrganizationDomains.Add(row = new OrganizationDomainRow { Domain = domain, Organization = organization });
            model.Events.Add(EventLog.Row(clock.GetUtcNow(), Event("organization.domain_added", organization, domain, by)));
        }
        row.Token ??= RandomId.Of128Bits();
        await model.SaveChangesAsync(ct);
        return Read(row);
    }, ct);

    /// <summary>From now on the domain decides. False when the organisation does not claim it.</summary>
    /// <param name="token">The token that was found, where that is the proof: a claim that was made anew meanwhile is not proven by it. Otherwise null.</param>
    /// <param name="by"><see cref="OrganizationDomain.ByDns"/>, or who vouches for it.</param>
    public Task<bool> ProveAsync(string organization, string domain, string? token, string by, CancellationToken ct) => database.EditAsync(Cached.Organizations, async model =>
    {
        if (await FindAsync(model, organization, domain, ct) is not { } row || (token is not null && row.Token != token))
            return false;
        (row.VerifiedAt, row.VerifiedBy) = (clock.GetUtcNow(), by);
        model.Events.Add(EventLog.Row(clock.GetUtcNow(), Proven(organization, domain, by)));
        await model.SaveChangesAsync(ct);
        return true;
    }, ct);

    /// <summary>False when the organisation does not claim it.</summary>
    public Task<bool> RemoveAsync(string organization, string domain, string by, CancellationToken ct) => database.EditAsync(Cached.Organizations, async model =>
    {
        if (await FindAsync(model, organization, domain, ct) is not { } row)
            return false;
        model.OrganizationDomains.Remove(row);
        model.Events.Add(EventLog.Row(clock.GetUtcNow(), Event("organization.domain_removed", organization, domain, by)));
        await model.SaveChangesAsync(ct);
        return true;
    }, ct);

    internal static IdentityEvent Proven(string organization, string domain, string by) => Event("organization.domain_proven", organization, domain, by);

    private static Task<OrganizationDomainRow?> FindAsync(IdentityDb model, string organization, string domain, CancellationToken ct) =>
        model.OrganizationDomains.SingleOrDefaultAsync(row => row.Domain == domain && row.Organization == organization, ct);

    private static OrganizationDomain Read(OrganizationDomainRow row) =>
        new(row.Domain) { VerifiedAt = row.VerifiedAt, VerifiedBy = row.VerifiedBy, Token = row.Token };

    private static IdentityEvent Event(string name, string organization, string domain, string by) =>
        new(name, UserId: null, Data: new Dictionary<string, string> { ["organization"] = organization, ["domain"] = domain, ["by"] = by });
}
