using System.Globalization;
using System.Xml;

namespace PseIdentity.Server.Federation.Saml.Xml;

/// <summary>How elements are read: by their place, never by a search; what must be there once must be there once.</summary>
internal static class XmlReading
{
    private const string UtcTime = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public static bool Is(this XmlElement element, string ns, string name) => element.LocalName == name && element.NamespaceURI == ns;

    public static IEnumerable<XmlElement> Children(this XmlElement parent) => parent.ChildNodes.OfType<XmlElement>();

    public static IEnumerable<XmlElement> Children(this XmlElement parent, string ns, string name) => parent.Children().Where(child => child.Is(ns, name));

    /// <summary>The one child of this name, or null; two are refused.</summary>
    public static XmlElement? Child(this XmlElement parent, string ns, string name)
    {
        XmlElement? found = null;
        foreach (var child in parent.Children(ns, name))
            found = found is null ? child : throw SamlRefuse.Malformed($"more than one {name} in {parent.LocalName}");
        return found;
    }

    public static XmlElement Required(this XmlElement parent, string ns, string name) =>
        parent.Child(ns, name) ?? throw SamlRefuse.Malformed($"{parent.LocalName} has no {name}");

    /// <summary>An attribute without a namespace, or null.</summary>
    public static string? Value(this XmlElement element, string attribute) =>
        element.GetAttributeNode(attribute, "")?.Value;

    public static string Required(this XmlElement element, string attribute) =>
        element.Value(attribute) is { Length: > 0 } value ? value : throw SamlRefuse.Malformed($"{element.LocalName} has no {attribute}");

    /// <summary>The whole text of an element that has nothing but text.</summary>
    public static string Text(this XmlElement element)
    {
        foreach (XmlNode node in element.ChildNodes)
            if (node is not XmlCharacterData or XmlComment)
                throw SamlRefuse.Malformed($"{element.LocalName} holds more than text");
        return element.InnerText;
    }

    /// <summary>The text without white space around it, as identifiers and base64 are often set.</summary>
    public static string Token(this XmlElement element) => element.Text().Trim();

    /// <summary>Octets in base64 that may be broken into lines (XML Schema Part 2 §3.2.16).</summary>
    public static byte[] Base64(this XmlElement element)
    {
        var text = element.Text();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0
            ? bytes[..length]
            : throw SamlRefuse.Malformed($"{element.LocalName} is not base64");
    }

    /// <summary>SAML Core §1.3.3: a time "MUST be expressed in UTC form, with no time zone component".</summary>
    public static DateTimeOffset? Time(this XmlElement element, string attribute)
    {
        if (element.Value(attribute) is not { } text)
            return null;
        // Finer than a ten-millionth of a second is cut off.
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && text.Length - dot > 9 && text[^1] == 'Z' && !text.AsSpan(dot + 1, text.Length - dot - 2).ContainsAnyExceptInRange('0', '9'))
            text = text[..(dot + 8)] + "Z";
        return DateTimeOffset.TryParseExact(text, UtcTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw SamlRefuse.Malformed($"{attribute} is not a time in UTC");
    }

    public static DateTimeOffset RequiredTime(this XmlElement element, string attribute) =>
        element.Time(attribute) ?? throw SamlRefuse.Malformed($"{element.LocalName} has no {attribute}");

    /// <summary>An xs:boolean (XML Schema Part 2 §3.2.2), or null.</summary>
    public static bool? Flag(this XmlElement element, string attribute) => element.Value(attribute) switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw SamlRefuse.Malformed($"{attribute} is neither true nor false"),
    };
}
