using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Federation;

/// <summary>A company that signs somebody in.</summary>
/// <param name="Name">As people know its provider.</param>
internal sealed record LinkedCompany(string Provider, string Subject, string Name, DateTimeOffset Since, DateTimeOffset LastUsedAt, bool MayUnlink);

/// <summary>The companies that sign a person in, as the person looks after them.</summary>
internal sealed class OwnCompanies(
    FederatedIdentityStore links, FederatedAccounts federated, Upstreams upstreams, IdentityProviderStore providers, OrganizationStore organizations, SignInPolicies policies, SecurityNotice notice,
    OutboxSignal outbox)
{
    public async Task<IReadOnlyList<LinkedCompany>> OfAsync(Account person, CancellationToken ct)
    {
        var found = new List<LinkedCompany>();
        var all = await links.OfUserAsync(person.Id, ct);
        var policy = all.Count == 0 ? null : await PolicyAsync(person, ct);
        foreach (var link in all)
        {
            string[] left = [.. person.Credentials.Select(each => each.Kind), .. Enumerable.Repeat(CredentialKinds.Federated, all.Count - 1)];
            found.Add(new LinkedCompany(link.Provider, link.Subject, (await providers.FindAsync(link.Provider, ct))?.DisplayName ?? link.Provider, link.CreatedAt, link.LastUsedAt,
                policy is not null && WaysIn.MayRemove(left, policy)));
        }
        return found;
    }

    /// <summary>The company that the person may link: their organisation's, where it is not linked yet.</summary>
    public async Task<IdentityProvider?> OfferAsync(Account person, CancellationToken ct)
    {
        if (person.Organization is not { } name || await organizations.FindAsync(name, ct) is not { IdentityProvider: { } provider } || await upstreams.FindAsync(provider, ct) is not { } upstream)
            return null;
        return (await links.OfUserAsync(person.Id, ct)).Any(each => each.Provider == provider) ? null : upstream.Provider;
    }

    /// <summary>The person has proven to be both: from now on the provider signs them in. The account stays their own, and does not follow the provider.</summary>
    /// <exception cref="UpstreamException">Somebody else is linked to the subject.</exception>
    public async Task LinkAsync(Account person, IdentityProvider provider, string subject, Caller caller)
    {
        if (!await federated.LinkAsync(person.Id, new NewLink(provider.Name, subject), Record(person, "federation.linked", "CompanyLinked", provider.Name, caller), CancellationToken.None))
            throw new UpstreamException("federation.subject_taken", "another account is linked to the subject") { UserId = person.Id };
        outbox.Wake();
    }

    public async Task<RemovalOutcome> UnlinkAsync(Account person, string provider, Caller caller, CancellationToken ct)
    {
        if ((await links.OfUserAsync(person.Id, ct)).FirstOrDefault(each => each.Provider == provider) is not { } link)
            return RemovalOutcome.NotFound;
        if (await PolicyAsync(person, ct) is not { } policy
            || !await federated.TryUnlinkAsync(person.Id, provider, link.Subject, left => WaysIn.MayRemove(left, policy), Record(person, "federation.unlinked", "CompanyUnlinked", provider, caller), ct))
            return RemovalOutcome.Needed;
        outbox.Wake();
        return RemovalOutcome.Removed;
    }

    private ValueTask<SignInPolicy?> PolicyAsync(Account person, CancellationToken ct) => policies.ForAsync(person, new RequestedSignIn(), client: null, trusted: false, ct);

    private ChangeRecord Record(Account person, string what, string told, string provider, Caller caller) =>
        new(caller.Event(what, person.Id, data: new Dictionary<string, string> { ["provider"] = provider }), notice.Messages(person, told, caller));
}
