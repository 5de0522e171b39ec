using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>
/// A subject as a client registers it (RFC 4514 §2 and §3), compared attribute by attribute and in order; values without case and with
/// single spaces (RFC 4518, caseIgnoreMatch), so that two spellings of one name are one name. Attributes that share a level are not supported.
/// </summary>
internal sealed class DistinguishedName
{
    private const int Longest = 1000;

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        // RFC 4514 §3, and what certificates of companies and banks hold besides.
        ["CN"] = "2.5.4.3",
        ["L"] = "2.5.4.7",
        ["ST"] = "2.5.4.8",
        ["S"] = "2.5.4.8",
        ["O"] = "2.5.4.10",
        ["OU"] = "2.5.4.11",
        ["C"] = "2.5.4.6",
        ["STREET"] = "2.5.4.9",
        ["DC"] = "0.9.2342.19200300.100.1.25",
        ["UID"] = "0.9.2342.19200300.100.1.1",
        ["SERIALNUMBER"] = "2.5.4.5",
        ["SN"] = "2.5.4.4",
        ["GN"] = "2.5.4.42",
        ["GIVENNAME"] = "2.5.4.42",
        ["TITLE"] = "2.5.4.12",
        ["T"] = "2.5.4.12",
        ["POSTALCODE"] = "2.5.4.17",
        ["BUSINESSCATEGORY"] = "2.5.4.15",
        ["ORGANIZATIONIDENTIFIER"] = "2.5.4.97",
        ["E"] = "1.2.840.113549.1.9.1",
        ["EMAILADDRESS"] = "1.2.840.113549.1.9.1",
        ["JURISDICTIONC"] = "1.3.6.1.4.1.311.60.2.1.3",
        ["JURISDICTIONST"] = "1.3.6.1.4.1.311.60.2.1.2",
        ["JURISDICTIONL"] = "1.3.6.1.4.1.311.60.2.1.1",
    };

    private readonly List<(string Type, string Value)> attributes;

    private DistinguishedName(List<(string Type, string Value)> attributes) => this.attributes = attributes;

    /// <summary>A name in the form of RFC 4514, the most specific attribute first; null when it is none.</summary>
    public static DistinguishedName? Parse(string text)
    {
        if (text.Length > Longest)
            return null;
        var attributes = new List<(string, string)>();
        foreach (var part in Split(text))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || TypeOf(part[..equals].Trim()) is not { } type || Unescape(part[(equals + 1)..]) is not { } value)
                return null;
            attributes.Add((type, Normalize(value)));
        }
        return attributes.Count > 0 ? new DistinguishedName(attributes) : null;
    }

    /// <summary>The name in a certificate; null when it is malformed or has attributes that share a level.</summary>
    public static DistinguishedName? Of(X500DistinguishedName name)
    {
        try
        {
            var attributes = new List<(string, string)>();
            foreach (var level in name.EnumerateRelativeDistinguishedNames(reversed: true))
            {
                if (level.HasMultipleElements || level.GetSingleElementType().Value is not { } type || level.GetSingleElementValue() is not { } value)
                    return null;
                attributes.Add((type, Normalize(value)));
            }
            return new DistinguishedName(attributes);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public bool IsSameAs(DistinguishedName other) => attributes.SequenceEqual(other.attributes);

    private static string? TypeOf(string type) =>
        Types.TryGetValue(type, out var number) ? number
        : type.Length > 0 && char.IsAsciiDigit(type[0]) && type.All(c => char.IsAsciiDigit(c) || c == '.') ? type
        : null;

    // At commas that no backslash escapes (§2.1).
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\\')
                i++;
            else if (text[i] == ',')
            {
                yield return text[start..i];
                start = i + 1;
            }
        yield return text[start..];
    }

    // §2.4: a backslash before a special character, or before two hexadecimal digits of an octet of UTF-8.
    private static string? Unescape(string value)
    {
        value = TrimUnescaped(value);
        if (value.Length == 0 || value[0] == '#')
            return null;
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is '"' or '+' or ';' or '<' or '>' or '\0')
                return null;
            if (value[i] != '\\')
            {
                var length = char.IsHighSurrogate(value[i]) && i + 1 < value.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(value.Substring(i, length)));
                i += length - 1;
            }
            else if (i + 2 < value.Length && byte.TryParse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                bytes.Add(octet);
                i += 2;
            }
            else if (i + 1 < value.Length && value[i + 1] is '"' or '+' or ',' or ';' or '<' or '>' or '\\' or ' ' or '#' or '=')
                bytes.Add((byte)value[++i]);
            else
                return null;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static string TrimUnescaped(string value)
    {
        value = value.TrimStart(' ');
        while (value.EndsWith(' ') && !value.EndsWith("\\ ", StringComparison.Ordinal))
            value = value[..^1];
        return value;
    }

    private static string Normalize(string value) =>
        string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
