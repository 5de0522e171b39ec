using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// The platform's key object for one thread at a time. Importing a key costs much more than borrowing it from the pool, and a pool of them lets
/// every core sign at full speed where one shared object would queue on its lock.
/// </summary>
internal abstract class KeyObject : IDisposable
{
    /// <summary>RFC 7518 §3.3 and §3.4, RFC 8037 §3.1: a signature has exactly the length of the modulus, or of R and S side by side (never DER).</summary>
    public abstract int SignatureLength { get; }

    public static KeyObject Public(Jwk key, SignatureAlgorithm algorithm) => algorithm.KeyType switch
    {
        "RSA" => new OfRsa(algorithm, RSA.Create(key.ToRsaParameters())),
        "EC" => new OfCurve(algorithm, ECDsa.Create(key.ToEcParameters())),
        _ => new OfEd25519(algorithm, Ed25519.FromPublicKey(key.ToEd25519PublicKey())),
    };

    public static KeyObject Private(ReadOnlySpan<byte> pkcs8, SignatureAlgorithm algorithm) => algorithm.KeyType switch
    {
        "RSA" => new OfRsa(algorithm, Imported(RSA.Create(), pkcs8, algorithm)),
        "EC" => new OfCurve(algorithm, Imported(ECDsa.Create(), pkcs8, algorithm)),
        _ => new OfEd25519(algorithm, Ed25519.FromPkcs8(pkcs8)),
    };

    /// <summary>A pool that keeps as many objects as there are processors, and makes more while more are wanted at once.</summary>
    public static ObjectPool<KeyObject> Pool(Func<KeyObject> create) =>
        new DefaultObjectPoolProvider { MaximumRetained = Environment.ProcessorCount }.Create(new Policy(create));

    public abstract Jwk PublicKey(string? keyId);

    public abstract int Sign(ReadOnlySpan<byte> data, Span<byte> destination);

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => signature.Length == SignatureLength && IsSignature(data, signature);

    public abstract void Dispose();

    protected abstract bool IsSignature(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    private static T Imported<T>(T key, ReadOnlySpan<byte> pkcs8, SignatureAlgorithm algorithm) where T : AsymmetricAlgorithm
    {
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            if (algorithm.KeyType == "RSA" && key.KeySize < Jwk.SmallestModulus)
                throw new CryptographicException($"{algorithm.Name} wants an RSA key of {Jwk.SmallestModulus} bits or more (RFC 7518 §3.3).");
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    private sealed class OfRsa(SignatureAlgorithm algorithm, RSA key) : KeyObject
    {
        private readonly RSASignaturePadding padding = algorithm.Padding ?? throw new ArgumentException($"{algorithm.Name} has no padding.", nameof(algorithm));

        public override int SignatureLength { get; } = (key.KeySize + 7) / 8;
        public override Jwk PublicKey(string? keyId) => Jwk.Of(key.ExportParameters(false), algorithm.Name, keyId);
        public override int Sign(ReadOnlySpan<byte> data, Span<byte> destination) => key.SignData(data, destination, algorithm.Hash, padding);
        protected override bool IsSignature(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => key.VerifyData(data, signature, algorithm.Hash, padding);
        public override void Dispose() => key.Dispose();
    }

    private sealed class OfCurve(SignatureAlgorithm algorithm, ECDsa key) : KeyObject
    {
        private const DSASignatureFormat Concatenated = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

        public override int SignatureLength { get; } = 2 * ((key.KeySize + 7) / 8);
        public override Jwk PublicKey(string? keyId) => Jwk.Of(key.ExportParameters(false), algorithm.Curve ?? "", algorithm.Name, keyId);
        public override int Sign(ReadOnlySpan<byte> data, Span<byte> destination) => key.SignData(data, destination, algorithm.Hash, Concatenated);
        protected override bool IsSignature(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => key.VerifyData(data, signature, algorithm.Hash, Concatenated);
        public override void Dispose() => key.Dispose();
    }

    private sealed class OfEd25519(SignatureAlgorithm algorithm, Ed25519 key) : KeyObject
    {
        public override int SignatureLength => Ed25519.SignatureLength;
        public override Jwk PublicKey(string? keyId) => Jwk.OfEd25519(key.PublicKey(), algorithm.Name, keyId);
        public override int Sign(ReadOnlySpan<byte> data, Span<byte> destination) => key.Sign(data, destination);
        protected override bool IsSignature(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => key.Verify(data, signature);
        public override void Dispose() => key.Dispose();
    }

    private sealed class Policy(Func<KeyObject> create) : IPooledObjectPolicy<KeyObject>
    {
        public KeyObject Create() => create();
        public bool Return(KeyObject obj) => true;
    }
}
