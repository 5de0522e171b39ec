using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>A saml:NameID: a name, and in whose books it stands (SAML Core §2.2.2, §2.2.3).</summary>
internal sealed record NameId(string Value, string Format, string? NameQualifier, string? SpNameQualifier)
{
    private const int Longest = 512;

    public bool IsTransient => Format == SamlNames.Transient;

    public static NameId Read(XmlElement element)
    {
        var value = element.Text();
        // Two names that differ in white space only are a trap, whoever set it.
        if (value.Length is 0 or > Longest || value.Trim() != value)
            throw SamlRefuse.Subject("the NameID is empty, too long, or has white space around it");
        return new NameId(value, element.Value("Format") ?? SamlNames.Unspecified, element.Value("NameQualifier"), element.Value("SPNameQualifier"));
    }

    /// <summary>
    /// The name as one string that nobody else has at this provider. §8.3.7: qualifiers that are left out are the provider's and the service
    /// provider's own names, so saying them makes no other person.
    /// </summary>
    public string Key(string provider, string own)
    {
        var format = Format[(Format.LastIndexOf(':') + 1)..];
        var key = $"{Uri.EscapeDataString(format)}:{Uri.EscapeDataString(Value)}";
        if (NameQualifier is { Length: > 0 } && NameQualifier != provider)
            key += "?provider=" + Uri.EscapeDataString(NameQualifier);
        if (SpNameQualifier is { Length: > 0 } && SpNameQualifier != own)
            key += "?for=" + Uri.EscapeDataString(SpNameQualifier);
        return key;
    }
}
