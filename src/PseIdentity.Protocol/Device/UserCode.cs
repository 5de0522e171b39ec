using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Protocol.Device;

/// <summary>
/// What a person reads on one device and types on another (RFC 8628 §6.1): eight letters without vowels, so that neither words nor digits are
/// mistaken, 34.5 bits. Case, spaces and punctuation do not matter when it is typed.
/// </summary>
public static class UserCode
{
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ";
    private const int Length = 8;

    /// <summary>The page where a person types it.</summary>
    public const string Page = "/device";

    /// <summary>What the field takes: the letters and what people put between them.</summary>
    public const int LongestTyped = 32;

    /// <summary>A new one, as it is stored.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As it is shown: <c>WDJB-MJHT</c>.</summary>
    public static string Shown(string code) => code[..4] + "-" + code[4..];

    /// <summary>What was meant by what was typed; null for what can be no code.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Length > LongestTyped)
            return null;
        Span<char> code = stackalloc char[Length];
        var length = 0;
        foreach (var c in typed)
        {
            if (!char.IsLetterOrDigit(c))
                continue;
            var letter = char.ToUpperInvariant(c);
            if (length == Length || !Alphabet.Contains(letter, StringComparison.Ordinal))
                return null;
            code[length++] = letter;
        }
        return length == Length ? code.ToString() : null;
    }

    public static byte[] Hash(string code) => SHA256.HashData(Encoding.ASCII.GetBytes(code));
}
