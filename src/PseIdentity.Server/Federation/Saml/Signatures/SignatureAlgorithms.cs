using System.Security.Cryptography;

namespace PseIdentity.Server.Federation.Saml.Signatures;

/// <summary>
/// The algorithms that are accepted (RFC 6931 §2.3): RSA and ECDSA over SHA-2. Whatever is not in the tables is refused: SHA-1, HMAC under a public key,
/// and everything that is still to come.
/// </summary>
internal static class SignatureAlgorithms
{
    public const string RsaSha256 = More + "rsa-sha256";
    public const string Sha256Digest = "http://www.w3.org/2001/04/xmlenc#sha256";
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    private const string Newer = "http://www.w3.org/2007/05/xmldsig-more#";

    private static readonly Dictionary<string, Algorithm> Signatures = new(StringComparer.Ordinal)
    {
        [RsaSha256] = new(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        [More + "rsa-sha384"] = new(HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        [More + "rsa-sha512"] = new(HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        [Newer + "sha256-rsa-MGF1"] = new(HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        [Newer + "sha384-rsa-MGF1"] = new(HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        [Newer + "sha512-rsa-MGF1"] = new(HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        [More + "ecdsa-sha256"] = new(HashAlgorithmName.SHA256, null),
        [More + "ecdsa-sha384"] = new(HashAlgorithmName.SHA384, null),
        [More + "ecdsa-sha512"] = new(HashAlgorithmName.SHA512, null),
    };

    private static readonly Dictionary<string, Func<byte[], byte[]>> Digests = new(StringComparer.Ordinal)
    {
        [Sha256Digest] = SHA256.HashData,
        [More + "sha384"] = SHA384.HashData,
        ["http://www.w3.org/2001/04/xmlenc#sha512"] = SHA512.HashData,
    };

    /// <summary>True when one of these keys made the signature by this algorithm.</summary>
    /// <exception cref="UpstreamException">The algorithm is not accepted.</exception>
    public static bool Verify(string uri, byte[] data, byte[] signature, IEnumerable<TrustedKey> keys)
    {
        var algorithm = Signatures.GetValueOrDefault(uri) ?? throw SamlRefuse.Signature($"the signature algorithm {uri} is not accepted");
        return keys.Any(key => key.Verify(data, signature, algorithm.Hash, algorithm.Padding));
    }

    /// <exception cref="UpstreamException">The algorithm is not accepted.</exception>
    public static byte[] Digest(string uri, byte[] data) =>
        Digests.TryGetValue(uri, out var digest) ? digest(data) : throw SamlRefuse.Signature($"the digest algorithm {uri} is not accepted");

    private sealed record Algorithm(HashAlgorithmName Hash, RSASignaturePadding? Padding);
}
