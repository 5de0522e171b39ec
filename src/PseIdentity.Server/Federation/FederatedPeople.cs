using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.Setup;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Federation;

/// <summary>
/// Whose account somebody from upstream has: the one that their subject is linked to, otherwise, as the provider's policy says, a new one, or
/// one with the same proven address. The subject alone says who it is (OpenID Connect Core §5.7): an address is nothing to go by, unless the
/// organisation has proven its domain.
/// </summary>
internal sealed class FederatedPeople(
    FederatedIdentityStore links, FederatedAccounts federated, FederatedChanges changes, NewPeople newcomers, FederatedOrganizations organizations, UserStore accounts,
    SecurityNotice notice, OutboxSignal outbox, IEventLog events)
{
    private const int LongestSubject = 1_000;

    /// <summary>The account, as it is after what the provider says of the person has been applied.</summary>
    /// <exception cref="UpstreamException">There is none, or it may not be signed in to.</exception>
    public async Task<Account> FindAsync(IdentityProvider provider, UpstreamIdentity identity, Caller caller, CancellationToken ct)
    {
        if (identity.Subject.Length is 0 or > LongestSubject || identity.Subject.Any(char.IsControl))
            throw new UpstreamException("federation.subject", "the subject is empty, too long, or not printable");
        var said = SaidClaims.Of(provider, identity);
        if (await links.FindAsync(provider.Name, identity.Subject, ct) is { } link)
            return await AgainAsync(provider, link, said, caller, ct);
        if (!said.Active)
            throw new UpstreamException("federation.person_inactive", "the provider says that the person is not active");
        if (provider.Provisioning is not ("create" or "link"))
            throw new UpstreamException(FederationRefusals.NoAccount, "nobody is linked to the subject, and the provider creates and links nobody");

        var organization = said.Email is { } address
            ? await organizations.OfAddressAsync(provider, address, ct) ?? throw new UpstreamException("federation.address_outside_domains", "the address is in no proven domain of an organisation of this provider")
            : await organizations.OnlyOneAsync(provider, ct);
        if (said.Email is not null && await SameAddressAsync(provider, said, said.Email, organization, ct) is { } owner)
            return await AdoptAsync(provider, identity, said, owner, organization, caller, ct);
        if (provider.Provisioning != "create")
            throw new UpstreamException(FederationRefusals.NoAccount, "nobody has the address, and the provider creates nobody");

        var made = await newcomers.CreateAsync(provider, identity.Subject, said, organization, caller, ct);
        return made is { IsNew: true, Person: { } person } ? person
            : await AgainAsync(provider, await links.FindAsync(provider.Name, identity.Subject, ct) ?? throw Gone(), said, caller, ct);
    }

    private async Task<Account> AgainAsync(IdentityProvider provider, FederatedIdentity link, SaidClaims said, Caller caller, CancellationToken ct)
    {
        var person = await accounts.FindAsync(link.UserId, ct) ?? throw Gone();
        if (!person.Active)
            throw Inactive(person);
        // What holds when an account is linked holds as long as the link does: people become administrators, and change the company.
        if (IsAbove(provider, person) || (person.Organization is { } own && !await organizations.UsesAsync(own, provider, ct)))
            throw LinkNeeded("the account is an administrator's, or another organisation's by now");
        if (!said.Active)
        {
            if (link.Follows)
                await changes.DeactivatedAsync(person, caller, ct);
            throw new UpstreamException("federation.person_inactive", "the provider says that the person is not active") { UserId = person.Id };
        }
        if (link.Follows)
            await changes.ApplyAsync(provider, person, said, caller, ct);
        await links.UsedAsync(link.Provider, link.Subject);
        return await accounts.FindAsync(person.Id, ct) ?? throw Gone();
    }

    /// <summary>Who has the address already, where the two are proven to be one person; null where nobody has it.</summary>
    private async Task<Account?> SameAddressAsync(IdentityProvider provider, SaidClaims said, string address, Organization? organization, CancellationToken ct)
    {
        var owners = await accounts.AllByIdentifierAsync(address, ct);
        if (owners.Count == 0)
            return null;
        if (owners is not [var owner] || Identifiers.Normalize(owner.VerifiedEmail ?? "") != Identifiers.Normalize(address) || !(said.EmailVerified || provider.TrustsEmail))
            throw LinkNeeded("the address belongs to an account, and is not proven on both sides");
        if (!owner.Active)
            throw Inactive(owner);
        // Who looks after the installation is not signed in by a company's word alone, and nobody changes the company by it.
        if (IsAbove(provider, owner) || (owner.Organization is { } other && other != organization?.Name))
            throw LinkNeeded("the account with the address is an administrator's or another organisation's");
        // An address that was given to somebody else upstream does not give them the account of whoever had it before.
        if ((await links.OfUserAsync(owner.Id, ct)).Any(each => each.Provider == provider.Name))
            throw LinkNeeded("the account with the address is linked to another subject of the provider");
        return owner;
    }

    private async Task<Account> AdoptAsync(IdentityProvider provider, UpstreamIdentity identity, SaidClaims said, Account owner, Organization? organization, Caller caller, CancellationToken ct)
    {
        var link = new NewLink(provider.Name, identity.Subject) { Follows = true, Organization = organization?.Name };
        var happened = caller.Event("federation.linked", owner.Id, data: new Dictionary<string, string> { ["provider"] = provider.Name });
        if (!await federated.LinkAsync(owner.Id, link, new ChangeRecord(happened, notice.Messages(owner, "CompanyLinked", caller)), CancellationToken.None))
            throw LinkNeeded("the subject was linked to another account meanwhile");
        outbox.Wake();
        await changes.ApplyAsync(provider, owner, said, caller, ct);
        return await accounts.FindAsync(owner.Id, ct) ?? throw Gone();
    }

    /// <summary>Whether it is an administrator whom the provider does not make one by its groups.</summary>
    private static bool IsAbove(IdentityProvider provider, Account person) =>
        person.HasRole(FirstAdministrator.Role) && !provider.RoleMappings.Values.Contains(FirstAdministrator.Role, StringComparer.Ordinal);

    private UpstreamException Inactive(Account person)
    {
        events.Record(new IdentityEvent("signin.failed", person.Id));
        return new UpstreamException(FederationRefusals.Inactive, "the account is disabled or locked") { UserId = person.Id };
    }

    private static UpstreamException LinkNeeded(string why) => new(FederationRefusals.LinkNeeded, why);

    private static UpstreamException Gone() => new(FederationRefusals.NoAccount, "the account was removed meanwhile");
}
