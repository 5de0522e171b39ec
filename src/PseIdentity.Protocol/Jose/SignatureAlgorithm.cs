using System.Collections.Frozen;
using System.Security.Cryptography;

namespace PseIdentity.Protocol.Jose;

/// <summary>What an <c>alg</c> value of a JWS means (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): which key it wants, and what is done with it.</summary>
internal sealed record SignatureAlgorithm(string Name, string KeyType, HashAlgorithmName Hash, string? Curve, RSASignaturePadding? Padding)
{
    // RFC 9864 §2.2: Ed25519 says in full what EdDSA leaves to the key.
    private static readonly SignatureAlgorithm[] EdDsa = [.. ((string[])["EdDSA", "Ed25519"]).Select(name => new SignatureAlgorithm(name, "OKP", HashAlgorithmName.SHA512, "Ed25519", null))];

    private static readonly FrozenDictionary<string, SignatureAlgorithm> Known = new SignatureAlgorithm[]
    {
        new("RS256", "RSA", HashAlgorithmName.SHA256, null, RSASignaturePadding.Pkcs1),
        new("RS384", "RSA", HashAlgorithmName.SHA384, null, RSASignaturePadding.Pkcs1),
        new("RS512", "RSA", HashAlgorithmName.SHA512, null, RSASignaturePadding.Pkcs1),
        new("PS256", "RSA", HashAlgorithmName.SHA256, null, RSASignaturePadding.Pss),
        new("PS384", "RSA", HashAlgorithmName.SHA384, null, RSASignaturePadding.Pss),
        new("PS512", "RSA", HashAlgorithmName.SHA512, null, RSASignaturePadding.Pss),
        new("ES256", "EC", HashAlgorithmName.SHA256, "P-256", null),
        new("ES384", "EC", HashAlgorithmName.SHA384, "P-384", null),
        new("ES512", "EC", HashAlgorithmName.SHA512, "P-521", null),
    }.Concat(Ed25519.IsSupported ? EdDsa : []).ToFrozenDictionary(algorithm => algorithm.Name, StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null for <c>none</c>, the HMAC algorithms and every other value that names no public key signature known here.</summary>
    public static SignatureAlgorithm? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>Whether the key is of the type (and curve), and neither its <c>alg</c>, <c>use</c> nor <c>key_ops</c> speaks against it.</summary>
    public bool Fits(Jwk key) =>
        key.KeyType == KeyType
        && (Curve is null || key.Curve == Curve)
        && (key.Algorithm is null || key.Algorithm == Name)
        && key.MayVerify;
}
