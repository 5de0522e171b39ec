using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>Codes that people copy by hand: digits, or the 32 characters of Crockford's base 32, which has no letters that look like digits.</summary>
internal static class TypedCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Longest = 64;

    /// <summary>So many digits, each sequence as likely as any other.</summary>
    public static string NewDigits(int length) => RandomNumberGenerator.GetString("0123456789", length);

    /// <summary>So many characters of five bits each.</summary>
    public static string NewLetters(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>A code as it is shown: in two halves, which are easier to copy.</summary>
    public static string Grouped(string code) => code[..(code.Length / 2)] + "-" + code[(code.Length / 2)..];

    /// <summary>The digits that were typed, in groups or not; null where there are not so many.</summary>
    public static string? Digits(string typed, int length)
    {
        var code = Bare(typed);
        return code.Length == length && code.All(char.IsAsciiDigit) ? code : null;
    }

    /// <summary>The characters that were typed, in any case, O for 0 and I or L for 1; null where they are not so many, or no code.</summary>
    public static string? Letters(string typed, int length)
    {
        var code = Bare(typed).ToUpperInvariant().Replace('O', '0').Replace('I', '1').Replace('L', '1');
        return code.Length == length && code.All(Alphabet.Contains) ? code : null;
    }

    /// <summary>The SHA-256 of a code under a salt, so that equal codes are not seen to be equal.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> salt, string code) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(code)]);

    // Nobody types that much; a form could hold megabytes.
    private static string Bare(string typed) => typed.Length > Longest ? "" : string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '–' or '—' or '‐' or '‑')));
}
