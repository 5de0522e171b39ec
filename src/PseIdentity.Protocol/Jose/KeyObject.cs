using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// The platform's key object for one thread at a time. Importing a key costs much more than borrowing it from the pool, and a pool of them lets
/// every core sign at full speed where one shared object would queue on its lock.
/// </summary>
internal sealed class KeyObject : IDisposable
{
    private const DSASignatureFormat Concatenated = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;
    private readonly SignatureAlgorithm algorithm;
    private readonly AsymmetricAlgorithm key;
    private readonly RSA? rsa;
    private readonly ECDsa? ecdsa;

    private KeyObject(SignatureAlgorithm algorithm, AsymmetricAlgorithm key)
    {
        this.algorithm = algorithm;
        this.key = key;
        rsa = key as RSA;
        ecdsa = key as ECDsa;
        SignatureLength = rsa is not null ? (rsa.KeySize + 7) / 8 : 2 * ((key.KeySize + 7) / 8);
    }

    public int SignatureLength { get; }

    public static KeyObject Public(Jwk key, SignatureAlgorithm algorithm) =>
        new(algorithm, algorithm.KeyType == "RSA" ? RSA.Create(key.ToRsaParameters()) : ECDsa.Create(key.ToEcParameters()));

    public static KeyObject Private(ReadOnlySpan<byte> pkcs8, SignatureAlgorithm algorithm)
    {
        AsymmetricAlgorithm key = algorithm.KeyType == "RSA" ? RSA.Create() : ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            if (algorithm.KeyType == "RSA" && key.KeySize < Jwk.SmallestModulus)
                throw new CryptographicException($"{algorithm.Name} wants an RSA key of {Jwk.SmallestModulus} bits or more (RFC 7518 §3.3).");
            return new KeyObject(algorithm, key);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>A pool that keeps as many objects as there are processors, and makes more while more are wanted at once.</summary>
    public static ObjectPool<KeyObject> Pool(Func<KeyObject> create) =>
        new DefaultObjectPoolProvider { MaximumRetained = Environment.ProcessorCount }.Create(new Policy(create));

    public Jwk PublicKey(string? keyId) => rsa is not null
        ? Jwk.Of(rsa.ExportParameters(false), algorithm.Name, keyId)
        : Jwk.Of(((ECDsa)key).ExportParameters(false), algorithm.Curve ?? "", algorithm.Name, keyId);

    public int Sign(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        if (rsa is not null && algorithm.Padding is not null)
            return rsa.SignData(data, destination, algorithm.Hash, algorithm.Padding);

        return ((ECDsa)key).SignData(data, destination, algorithm.Hash, Concatenated);
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // RFC 7518 §3.3 and §3.4: the signature has exactly the length of the modulus, or of R and S side by side (never DER).
        if (signature.Length != SignatureLength)
            return false;
        if (rsa is not null && algorithm.Padding is not null)
            return rsa.VerifyData(data, signature, algorithm.Hash, algorithm.Padding);

        return ((ECDsa)key).VerifyData(data, signature, algorithm.Hash, Concatenated);
    }

    public void Dispose() => key.Dispose();

    private sealed class Policy(Func<KeyObject> create) : IPooledObjectPolicy<KeyObject>
    {
        public KeyObject Create() => create();
        public bool Return(KeyObject obj) => true;
    }
}
