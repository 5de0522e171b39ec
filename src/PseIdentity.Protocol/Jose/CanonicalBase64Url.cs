using System.Buffers;
using System.Buffers.Text;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// base64url without padding (RFC 7515 §2) of which every value has exactly one spelling: what decodes here encodes to the same characters again.
/// A second spelling of a token would be a second token to whoever compares strings or hashes.
/// </summary>
public static class CanonicalBase64Url
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Characters);

    // A last group of two characters carries four unused bits, one of three carries two (RFC 4648 §3.5); only zero is canonical.
    private static readonly SearchValues<char> EndsOfTwo = SearchValues.Create("AQgw");
    private static readonly SearchValues<char> EndsOfThree = SearchValues.Create("AEIMQUYcgkosw048");

    /// <summary>Encodes without padding; nothing at all becomes the empty string.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Decodes, and refuses padding, white space, <c>+</c>, <c>/</c>, an impossible length, and unused bits that are not zero.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (text.ContainsAnyExcept(Alphabet))
            return false;

        var canonical = (text.Length % 4) switch
        {
            0 => true,
            2 => EndsOfTwo.Contains(text[^1]),
            3 => EndsOfThree.Contains(text[^1]),
            _ => false,
        };
        if (!canonical)
            return false;

        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}
