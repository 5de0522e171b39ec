using System.Globalization;
using System.Text;

namespace PseIdentity.Storage.Organizations;

/// <summary>Domain names as they are compared and kept: lower-case ASCII (RFC 5890 §2.3.2.1), without a dot at the end.</summary>
public static class DomainName
{
    // RFC 1035 §2.3.4 allows 255 octets with the lengths of the labels, which leaves 253 characters.
    private const int Longest = 253;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Null for what is no name of a domain with at least two labels.</summary>
    public static string? Normalize(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length is 0 or > Longest + 1)
            return null;
        string ascii;
        try
        {
            ascii = Idn.GetAscii(trimmed.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            return null;
        }
        ascii = ascii.EndsWith('.') ? ascii[..^1] : ascii;
        return ascii.Length <= Longest && ascii.Contains('.', StringComparison.Ordinal) && ascii.Split('.').All(IsLabel) ? ascii.ToLowerInvariant() : null;
    }

    /// <summary>The domain of an e-mail address, or of what looks like one; null where there is none.</summary>
    public static string? OfAddress(string text)
    {
        // A wide "@" is one to whoever types it, and to the names that people sign in with.
        if (text.Length > 2 * Longest || !IsUnicode(text))
            return null;
        var plain = text.Normalize(NormalizationForm.FormKC).Trim();
        var at = plain.LastIndexOf('@');
        return at > 0 && at < plain.Length - 1 ? Normalize(plain[(at + 1)..]) : null;
    }

    // RFC 1123 §2.1: letters, digits and hyphens, none of these at an end; at most 63.
    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                return false;
        return true;
    }
}
