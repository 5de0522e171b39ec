using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Organizations;

/// <summary>Organisations whose people sign in elsewhere. One whose provider is missing or switched off is none: its people sign in here.</summary>
internal sealed class Homes(OrganizationStore organizations, IdentityProviderStore providers)
{
    /// <summary>Whether there is any: nobody is asked about companies otherwise.</summary>
    public ValueTask<bool> AnyAsync(CancellationToken ct) => organizations.AnyElsewhereAsync(ct);

    public async ValueTask<Home?> FindAsync(string organization, CancellationToken ct) =>
        await organizations.FindAsync(organization, ct) is { } found ? await OfAsync(found, ct) : null;

    /// <summary>Those that have proven the domain.</summary>
    public async ValueTask<IReadOnlyList<Home>> HoldersAsync(string domain, CancellationToken ct)
    {
        var homes = new List<Home>();
        foreach (var organization in await organizations.HoldersAsync(domain, ct))
            if (await OfAsync(organization, ct) is { } home)
                homes.Add(home);
        return homes;
    }

    public async ValueTask<IdentityProvider?> FindProviderAsync(string name, CancellationToken ct) =>
        await providers.FindAsync(name, ct) is { Enabled: true } provider ? provider : null;

    /// <summary>The home that keeps a person from signing in here, whatever they can prove; null where none does.</summary>
    public async ValueTask<Home?> InsistingOnAsync(Account person, CancellationToken ct) =>
        person.Organization is { } name && await FindAsync(name, ct) is { } home && Insists(home.Organization, person) ? home : null;

    /// <summary>
    /// Whether the person has to sign in with the organisation's provider. Somebody whose address is outside its proven domains need not:
    /// the provider could not vouch for them.
    /// </summary>
    public static bool Insists(Organization organization, Account person) =>
        organization.Policy.LocalSignIn != true && !IsBreakGlass(organization, person)
        && person.Email is { } address && DomainName.OfAddress(address) is { } domain && organization.HasProven(domain);

    /// <summary>Whether this name is one of those that may sign in here in any case.</summary>
    public static bool IsBreakGlass(Organization organization, string typed) =>
        organization.Policy.BreakGlass is { Count: > 0 } names && Identifiers.Normalize(typed) is { } name && names.Contains(name, StringComparer.Ordinal);

    public static bool IsBreakGlass(Organization organization, Account person) =>
        new[] { person.PreferredUsername, person.Claim("customer_id"), person.VerifiedEmail }.Any(name => name is not null && IsBreakGlass(organization, name));

    private async ValueTask<Home?> OfAsync(Organization organization, CancellationToken ct) =>
        organization.IdentityProvider is { } name && await FindProviderAsync(name, ct) is { } provider ? new Home(organization, provider) : null;
}
