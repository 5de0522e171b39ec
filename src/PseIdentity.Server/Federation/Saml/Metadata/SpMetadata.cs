using System.Xml.Linq;
using PseIdentity.Server.Federation.Saml.Encryption;
using PseIdentity.Server.Federation.Saml.Requests;
using PseIdentity.Server.Federation.Saml.Signatures;
using PseIdentity.Server.Federation.Saml.Xml;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.Saml.Metadata;

/// <summary>What a provider has to know about this installation (SAML Metadata §2.4.4), signed.</summary>
internal sealed class SpMetadata(FederationKeys keys, SamlAddresses addresses)
{
    public const string MediaType = "application/samlmetadata+xml"; // SAML Metadata §4.1.1, appendix A

    private static readonly XNamespace Md = SamlNames.Metadata;
    private static readonly XNamespace Ds = SamlNames.Signature;

    public async Task<string> WriteAsync(IdentityProvider provider, CancellationToken ct)
    {
        var own = await keys.AllAsync(ct);
        var entity = new XElement(Md + "EntityDescriptor",
            new XAttribute(XNamespace.Xmlns + "md", SamlNames.Metadata), new XAttribute(XNamespace.Xmlns + "ds", SamlNames.Signature),
            new XAttribute("ID", Messages.NewId()), new XAttribute("entityID", addresses.EntityId(provider)), new XAttribute("cacheDuration", "PT1H"),
            new XElement(Md + "SPSSODescriptor", new XAttribute("AuthnRequestsSigned", "true"), new XAttribute("WantAssertionsSigned", "true"),
                new XAttribute("protocolSupportEnumeration", SamlNames.Protocol),
                // Every key may sign; only the newest is offered to encrypt for, so that former ones fall out of use.
                own.Select(key => Key("signing", key)),
                // Some providers encrypt as soon as they find a key for it, and by what they like.
                provider.Saml?.RequiresEncryption == true ? Key("encryption", own[0], ContentCipher.Offered.Append(KeyTransport.Offered)) : null,
                Endpoint("SingleLogoutService", SamlNames.RedirectBinding, addresses.Logout(provider)),
                Endpoint("SingleLogoutService", SamlNames.PostBinding, addresses.Logout(provider)),
                provider.Saml?.NameIdFormat is { } format ? new XElement(Md + "NameIDFormat", format) : null,
                Endpoint("AssertionConsumerService", SamlNames.PostBinding, addresses.Callback(provider), new XAttribute("index", "0"), new XAttribute("isDefault", "true"))));
        return XmlSigner.Sign(entity, own[0]);
    }

    private static XElement Key(string use, FederationKey key, params IEnumerable<string> methods) => new(Md + "KeyDescriptor", new XAttribute("use", use),
        new XElement(Ds + "KeyInfo", new XElement(Ds + "X509Data", new XElement(Ds + "X509Certificate", Convert.ToBase64String(key.Certificate)))),
        methods.Select(method => new XElement(Md + "EncryptionMethod", new XAttribute("Algorithm", method))));

    private static XElement Endpoint(string name, string binding, string location, params object[] more) =>
        new(Md + name, new XAttribute("Binding", binding), new XAttribute("Location", location), more);
}
