using PseIdentity.Server.Email;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Federation;

/// <summary>Which organisation a provider speaks for.</summary>
internal sealed class FederatedOrganizations(OrganizationStore organizations)
{
    /// <summary>The organisation that has its people sign in with this provider and has proven the address's domain; null: the provider has nothing to say about the address.</summary>
    public async ValueTask<Organization?> OfAddressAsync(IdentityProvider provider, string address, CancellationToken ct) =>
        MailAddress.IsPlain(address) && DomainName.OfAddress(address) is { } domain
            ? (await organizations.HoldersAsync(domain, ct)).FirstOrDefault(each => each.IdentityProvider == provider.Name)
            : null;

    /// <summary>Whether the organisation has its people sign in with this provider.</summary>
    public async ValueTask<bool> UsesAsync(string organization, IdentityProvider provider, CancellationToken ct) =>
        (await organizations.FindAsync(organization, ct))?.IdentityProvider == provider.Name;

    /// <summary>The organisation of somebody without an address: the only one that uses the provider.</summary>
    public async ValueTask<Organization?> OnlyOneAsync(IdentityProvider provider, CancellationToken ct) =>
        await organizations.NamesUsingAsync(provider.Name, most: 2, ct) is [var only] ? await organizations.FindAsync(only, ct) : null;
}
