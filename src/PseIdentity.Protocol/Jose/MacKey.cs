using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// A shared secret with the one HMAC algorithm it is used with (RFC 7518 §3.2). It is made of a secret and of nothing else: there is no way from a
/// <see cref="Jwk"/> to it, so the published key of somebody can never become the secret of a token (RFC 8725 §2.1).
/// </summary>
public sealed class MacKey : IJwsSigner
{
    private readonly byte[] secret;

    private MacKey(string algorithm, int macLength, byte[] secret) => (Algorithm, MacLength, this.secret) = (algorithm, macLength, secret);

    /// <summary>The <c>alg</c> it authenticates, and no other.</summary>
    public string Algorithm { get; }

    private int MacLength { get; }

    int IJwsSigner.SignatureLength => MacLength;

    /// <summary>
    /// From a client secret, whose UTF-8 octets are the key (OpenID Connect Core §10.1). Null when the algorithm is not HMAC or the secret shorter than
    /// its hash: RFC 7518 §3.2, "A key of the same size as the hash output … or larger MUST be used".
    /// </summary>
    public static MacKey? Create(string secret, string algorithm) => OfOctets(Encoding.UTF8.GetBytes(secret), algorithm);

    internal static MacKey? OfOctets(byte[] secret, string algorithm)
    {
        var length = algorithm switch { "HS256" => 32, "HS384" => 48, "HS512" => 64, _ => int.MaxValue };
        return secret.Length < length ? null : new MacKey(algorithm, length, secret);
    }

    /// <summary>Whether the MAC over the data is this secret's; compared in constant time.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> mac)
    {
        Span<byte> own = stackalloc byte[HMACSHA512.HashSizeInBytes];
        return CryptographicOperations.FixedTimeEquals(own[..Sign(data, own)], mac);
    }

    /// <summary>Authenticates, writes the MAC and returns its length.</summary>
    public int Sign(ReadOnlySpan<byte> data, Span<byte> destination) => MacLength switch
    {
        32 => HMACSHA256.HashData(secret, data, destination),
        48 => HMACSHA384.HashData(secret, data, destination),
        _ => HMACSHA512.HashData(secret, data, destination),
    };

    byte[] IJwsSigner.HeaderFor(string? type) => JwtWriter.Header(Algorithm, null, type ?? "");
}
