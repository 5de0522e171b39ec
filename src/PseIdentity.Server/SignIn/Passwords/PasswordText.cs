using System.Globalization;
using System.Text;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>
/// Passwords as they are hashed: the OpaqueString profile (RFC 8265 §4.2), which NIST SP 800-63B §3.1.1.2 asks for, so that one password typed on
/// two keyboards is one password. Case is never changed.
/// </summary>
internal static class PasswordText
{
    /// <summary>Other spaces than the ASCII one become that one, then canonical composition (NFC).</summary>
    public static string Prepare(string password)
    {
        if (Ascii.IsValid(password) || !IsUnicode(password))
            return password;
        var spaces = string.Concat(password.Select(each => char.GetUnicodeCategory(each) == UnicodeCategory.SpaceSeparator ? ' ' : each));
        return spaces.Normalize(NormalizationForm.FormC);
    }

    /// <summary>What to compare a stored hash with: the prepared form, then the one that was typed, which hashes from before were made of.</summary>
    public static IReadOnlyList<string> Forms(string typed) =>
        Prepare(typed) is var prepared && string.Equals(prepared, typed, StringComparison.Ordinal) ? [typed] : [prepared, typed];

    /// <summary>How long a password is: each code point counts as one character (NIST SP 800-63B §3.1.1.2).</summary>
    public static int Length(string password) => Prepare(password).EnumerateRunes().Count();

    /// <summary>For comparing with words: NFKC and lower case.</summary>
    public static string Folded(string text) => (IsUnicode(text) ? text.Normalize(NormalizationForm.FormKC) : text).ToLowerInvariant();

    /// <summary>No lone surrogates; and no control characters, which RFC 8265 §4.2.1 disallows.</summary>
    public static bool IsText(string password) => IsUnicode(password) && !password.Any(char.IsControl);

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                    return false;
                i++;
            }
        return true;
    }
}
