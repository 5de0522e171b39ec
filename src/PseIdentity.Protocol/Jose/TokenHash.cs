using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Protocol.Jose;

/// <summary><c>at_hash</c>, <c>c_hash</c> and <c>s_hash</c> (OIDC Core §3.1.3.6, §3.3.2.11): they tie a code or token to the ID token beside it.</summary>
public static class TokenHash
{
    /// <summary>base64url of the left half of the hash that the ID token's algorithm uses.</summary>
    /// <param name="algorithm"><c>alg</c> of the ID token; EdDSA means Ed25519 (RFC 9864 §2.2) here, whose hash is SHA-512 (RFC 8032 §5.1).</param>
    /// <param name="value">The code, access token or state, as it is on the wire.</param>
    public static string For(string algorithm, string value)
    {
        var octets = Encoding.UTF8.GetBytes(value);
        var hash = algorithm switch
        {
            "RS256" or "PS256" or "ES256" or "HS256" => SHA256.HashData(octets),
            "RS384" or "PS384" or "ES384" or "HS384" => SHA384.HashData(octets),
            "RS512" or "PS512" or "ES512" or "HS512" or "EdDSA" or "Ed25519" => SHA512.HashData(octets),
            _ => throw new ArgumentException($"{algorithm} has no hash for at_hash.", nameof(algorithm)),
        };
        return CanonicalBase64Url.Encode(hash.AsSpan(0, hash.Length / 2));
    }
}
