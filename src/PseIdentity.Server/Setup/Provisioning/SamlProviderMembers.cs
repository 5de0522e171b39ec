using System.Text;
using PseIdentity.Protocol.Clients;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.Saml.Metadata;
using PseIdentity.Server.Federation.Saml.Xml;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads what a provider of SAML 2.0 has beside the members of all.</summary>
internal static class SamlProviderMembers
{
    /// <summary>The formats of names by their last word (SAML Core §8.3), as people know them.</summary>
    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        ["persistent"] = SamlNames.Persistent,
        ["transient"] = SamlNames.Transient,
        ["emailAddress"] = SamlNames.EmailAddress,
        ["unspecified"] = SamlNames.Unspecified,
    };

    public static IdentityProvider Read(ProvisionedIdentityProvider provider, IdentityProvider common, string path, FileReading reading)
    {
        if (string.IsNullOrEmpty(provider.Authority))
            reading.Mistake(JsonPath.Member(path, "authority"), "is missing: the provider's entity id.");
        if (provider.ClientSecret is not null)
            reading.Mistake(JsonPath.Member(path, "client_secret"), "is not used with SAML; remove it.");
        var metadata = reading.Secret(provider.Metadata, path, "metadata");
        Metadata(provider, metadata, path, reading);
        return common with
        {
            ClientId = provider.ClientId ?? "",
            Saml = new SamlUpstream
            {
                Metadata = metadata,
                MetadataUrl = provider.MetadataUrl,
                Binding = reading.OneOf(path, "binding", provider.Binding ?? "redirect", ["redirect", "post"]),
                NameIdFormat = provider.NameIdFormat is { } format ? Formats.GetValueOrDefault(format, format) : null,
                SubjectAttribute = provider.SubjectAttribute,
                RequiresEncryption = provider.RequiresEncryption ?? false,
            },
        };
    }

    // A mistake in the file shows now, not at the first sign-in.
    private static void Metadata(ProvisionedIdentityProvider provider, string? metadata, string path, FileReading reading)
    {
        if ((provider.Metadata is null) == (provider.MetadataUrl is null))
            reading.Mistake(JsonPath.Member(path, "metadata"), "or metadata_url: one of them is needed.");
        if (provider.MetadataUrl is { } address && !WebAddress.IsSecure(address, reading.Rules.Development))
            reading.Mistake(JsonPath.Member(path, "metadata_url"), "is an https address; http is for loopback addresses only.");
        if (metadata is null || string.IsNullOrEmpty(provider.Authority))
            return;
        try
        {
            IdpMetadataReader.Read(Encoding.UTF8.GetBytes(metadata), provider.Authority);
        }
        catch (UpstreamException refusal)
        {
            reading.Mistake(JsonPath.Member(path, "metadata"), $"cannot be used: {refusal.Message}.");
        }
    }
}
