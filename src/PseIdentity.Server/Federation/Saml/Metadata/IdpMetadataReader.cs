using System.Xml;
using PseIdentity.Server.Federation.Saml.Signatures;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Metadata;

/// <summary>Reads one provider out of SAML metadata: an EntityDescriptor, alone or among others.</summary>
/// <remarks>NOTE: a signature over metadata is not verified; what makes it trusted is the administrator who gave it, or https to its address.</remarks>
internal static class IdpMetadataReader
{
    private const int MostKeys = 10;

    /// <exception cref="UpstreamException">It is not metadata, does not describe this provider, or leaves out what sign-in needs.</exception>
    public static IdpMetadata Read(ReadOnlyMemory<byte> utf8, string entityId)
    {
        var root = StrictXml.Metadata(utf8).DocumentElement ?? throw SamlRefuse.Malformed("an empty document");
        var path = Find(root, entityId) ?? throw SamlRefuse.Configuration($"the metadata does not describe {entityId}");
        var entity = path[^1];

        // Metadata §2.4.1: the role of a provider that speaks this protocol.
        var roles = entity.Children(SamlNames.Metadata, "IDPSSODescriptor")
            .Where(role => role.Required("protocolSupportEnumeration").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains(SamlNames.Protocol)).ToList();
        if (roles is not [var idp])
            throw SamlRefuse.Configuration("the metadata holds no single IDPSSODescriptor for SAML 2.0");

        List<XmlElement> levels = [.. path, idp];
        return new IdpMetadata
        {
            EntityId = entityId,
            Keys = Keys(idp) is { Count: > 0 } keys ? keys : throw SamlRefuse.Configuration("the metadata holds no signing key that is strong enough"),
            SignOn = Endpoints(idp, "SingleSignOnService") is { Count: > 0 } found ? found : throw SamlRefuse.Configuration("the metadata offers neither Redirect nor POST"),
            Logout = Endpoints(idp, "SingleLogoutService"),
            ValidUntil = levels.Min(level => level.Time("validUntil")),
            CacheDuration = levels.Min(Duration),
        };
    }

    // From the root down to the entity.
    private static List<XmlElement>? Find(XmlElement element, string entityId)
    {
        if (element.Is(SamlNames.Metadata, "EntityDescriptor"))
            return element.Value("entityID") == entityId ? [element] : null;
        if (!element.Is(SamlNames.Metadata, "EntitiesDescriptor"))
            return null;
        foreach (var child in element.Children())
            if (Find(child, entityId) is { } path)
                return [element, .. path];
        return null;
    }

    // Metadata §2.4.1.1: a key without a use is for signing, too.
    private static List<TrustedKey> Keys(XmlElement idp) =>
    [
        .. idp.Children(SamlNames.Metadata, "KeyDescriptor").Where(key => key.Value("use") is null or "signing")
            .SelectMany(key => key.Children(SamlNames.Signature, "KeyInfo")).SelectMany(info => info.Children(SamlNames.Signature, "X509Data"))
            .SelectMany(data => data.Children(SamlNames.Signature, "X509Certificate")).Take(MostKeys)
            .Select(certificate => TrustedKey.TryRead(certificate.Base64())).OfType<TrustedKey>(),
    ];

    private static List<SamlEndpoint> Endpoints(XmlElement idp, string name) =>
    [
        .. idp.Children(SamlNames.Metadata, name).Where(endpoint => endpoint.Value("Binding") is SamlNames.RedirectBinding or SamlNames.PostBinding)
            .Select(endpoint => new SamlEndpoint(endpoint.Required("Binding"), Address(endpoint.Required("Location")),
                endpoint.Value("ResponseLocation") is { } location ? Address(location) : null)),
    ];

    // A browser goes there: nothing but the web.
    private static string Address(string location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0
            ? location
            : throw SamlRefuse.Configuration("the metadata names an address that is not of the web");

    private static TimeSpan? Duration(XmlElement element)
    {
        try
        {
            return element.Value("cacheDuration") is { } text ? XmlConvert.ToTimeSpan(text) : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw SamlRefuse.Malformed("cacheDuration is not a duration");
        }
    }
}
