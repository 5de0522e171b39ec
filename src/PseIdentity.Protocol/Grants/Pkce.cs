using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Protocol.Grants;

/// <summary>Proof Key for Code Exchange with S256, the only method here (RFC 7636 §4, RFC 9700 §2.1.1).</summary>
public static class Pkce
{
    /// <summary>A challenge is the base64url of a SHA-256: 43 characters of its alphabet, no padding (§4.2).</summary>
    public static bool IsChallenge(string challenge) =>
        challenge.Length == 43 && !challenge.AsSpan().ContainsAnyExcept(Base64UrlCharacters);

    /// <summary>43 to 128 unreserved characters (§4.1).</summary>
    public static bool IsVerifier(string verifier) =>
        verifier.Length is >= 43 and <= 128 && !verifier.AsSpan().ContainsAnyExcept(Unreserved);

    /// <summary>§4.6: BASE64URL-ENCODE(SHA256(ASCII(code_verifier))) == code_challenge.</summary>
    public static bool Matches(string verifier, string challenge)
    {
        if (!IsVerifier(verifier))
            return false;
        var computed = Base64Url.EncodeToUtf8(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return CryptographicOperations.FixedTimeEquals(computed, Encoding.ASCII.GetBytes(challenge));
    }

    private static readonly System.Buffers.SearchValues<char> Base64UrlCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly System.Buffers.SearchValues<char> Unreserved =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
}
