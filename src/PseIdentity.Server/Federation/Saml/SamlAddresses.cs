using PseIdentity.Protocol;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>Who and where this installation is for a provider.</summary>
internal sealed class SamlAddresses(Issuer issuer)
{
    /// <summary>Our entity id: the address of our metadata, unless the provider knows us by another name (SAML Metadata §2.2.1; Core §8.3.6).</summary>
    public string EntityId(IdentityProvider provider) => provider.ClientId is { Length: > 0 } chosen ? chosen : Metadata(provider);

    public string Metadata(IdentityProvider provider) => Url(FederationPaths.Metadata, provider);

    /// <summary>Where responses come to: the assertion consumer service.</summary>
    public string Callback(IdentityProvider provider) => Url(FederationPaths.Callback, provider);

    /// <summary>Where messages about logout come to.</summary>
    public string Logout(IdentityProvider provider) => Url(FederationPaths.Logout, provider);

    private string Url(string path, IdentityProvider provider) => issuer.Url(path + provider.Name);
}
