using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace PseIdentity.Protocol.Jose;

/// <summary>A private key with its one algorithm, of <see cref="SignatureAlgorithms.Asymmetric"/> where it is this provider's own. Any number of threads may sign with it at once.</summary>
public sealed class SigningKey : IJwsSigner, IDisposable
{
    private readonly byte[] pkcs8;
    private readonly ObjectPool<KeyObject> keys;
    private readonly ConcurrentDictionary<string, byte[]> headers = new(StringComparer.Ordinal);

    private SigningKey(SignatureAlgorithm algorithm, string? keyId, byte[] pkcs8)
    {
        this.pkcs8 = pkcs8;
        keys = KeyObject.Pool(() => KeyObject.Private(pkcs8, algorithm));

        var key = keys.Get();
        SignatureLength = key.SignatureLength;
        PublicKey = key.PublicKey(keyId ?? key.PublicKey(null).Thumbprint());
        keys.Return(key);

        Algorithm = algorithm.Name;
        KeyId = PublicKey.KeyId ?? "";
        Verification = VerificationKey.Create(PublicKey, Algorithm)
            ?? throw new CryptographicException($"The key {KeyId} cannot be used with {Algorithm}.");
    }

    /// <summary><c>kid</c>: the RFC 7638 thumbprint of a key made here, or what an imported one was called.</summary>
    public string KeyId { get; }

    /// <summary><c>alg</c> of everything it signs.</summary>
    public string Algorithm { get; }

    /// <summary>The public half, with <c>kid</c>, <c>alg</c> and <c>use</c> = sig.</summary>
    public Jwk PublicKey { get; }

    /// <summary>Verifies what this key has signed.</summary>
    public VerificationKey Verification { get; }

    /// <summary>Octets of every signature.</summary>
    public int SignatureLength { get; }

    /// <summary>Makes a new key: RSA of 2048 bits, or one on P-256 or Ed25519.</summary>
    public static SigningKey Generate(string algorithm)
    {
        var found = Supported(algorithm);
        if (found.KeyType == "OKP")
            return new SigningKey(found, null, Ed25519.GeneratePkcs8());
        using AsymmetricAlgorithm key = found.KeyType == "RSA" ? RSA.Create(Jwk.SmallestModulus) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey(found, null, key.ExportPkcs8PrivateKey());
    }

    /// <summary>Takes a key that was made before.</summary>
    /// <exception cref="CryptographicException">It is not a key for this algorithm, or weaker than RFC 7518 §3 allows.</exception>
    public static SigningKey FromPkcs8(string algorithm, string keyId, ReadOnlySpan<byte> pkcs8) =>
        new(Supported(algorithm), keyId, pkcs8.ToArray());

    /// <summary>The private key in the clear; whoever stores it encrypts it, and erases this copy.</summary>
    public byte[] ExportPkcs8() => [.. pkcs8];

    /// <summary>Signs, writes <see cref="SignatureLength"/> octets and returns their number.</summary>
    public int Sign(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        var key = keys.Get();
        var written = key.Sign(data, destination);
        keys.Return(key);
        return written;
    }

    /// <summary>Ends the use of the key and erases its private part from memory.</summary>
    public void Dispose()
    {
        (keys as IDisposable)?.Dispose();
        CryptographicOperations.ZeroMemory(pkcs8);
    }

    /// <summary>The encoded JOSE header with its dot, made once for each <c>typ</c>: types are the program's own, so there are a handful.</summary>
    byte[] IJwsSigner.HeaderFor(string? type) => headers.GetOrAdd(type ?? "", static (typ, key) => JwtWriter.Header(key.Algorithm, key.KeyId, typ), this);

    private static SignatureAlgorithm Supported(string algorithm) =>
        SignatureAlgorithms.OfClients.Contains(algorithm, StringComparer.Ordinal) && SignatureAlgorithm.Find(algorithm) is { } found
            ? found
            : throw new ArgumentException($"{algorithm} is not an algorithm that is signed with here.", nameof(algorithm));
}
