using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// A public key together with the one algorithm it is used with (RFC 8725 §3.1: one key, one algorithm). It is safe to share between threads:
/// the framework's key objects are not, so each verification borrows one that nobody else holds.
/// </summary>
public sealed class VerificationKey
{
    private readonly ObjectPool<KeyObject> keys;

    private VerificationKey(Jwk key, SignatureAlgorithm algorithm)
    {
        Key = key;
        Algorithm = algorithm.Name;
        keys = KeyObject.Pool(() => KeyObject.Public(key, algorithm));
    }

    /// <summary><c>kid</c> of the key.</summary>
    public string? KeyId => Key.KeyId;

    /// <summary>The <c>alg</c> it verifies, and no other.</summary>
    public string Algorithm { get; }

    /// <summary>The key itself.</summary>
    public Jwk Key { get; }

    /// <summary>
    /// Null when the algorithm is none of ours, the key is not for it, or the platform does not take the key. Asked again for the same
    /// <see cref="Jwk"/> and algorithm it answers the same object, so that a caller need only keep the key set.
    /// </summary>
    public static VerificationKey? Create(Jwk key, string algorithm)
    {
        if (SignatureAlgorithm.Find(algorithm) is not { } found || !found.Fits(key))
            return null;
        if (key.Verification is { } made && made.Algorithm == algorithm)
            return made;

        try
        {
            var verification = new VerificationKey(key, found);
            verification.keys.Return(verification.keys.Get());
            key.Verification = verification;
            return verification;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the signature over the data is this key's, in the form a JWS has it (RFC 7518 §3.3 to §3.5).</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var key = keys.Get();
        var valid = key.Verify(data, signature);
        keys.Return(key);
        return valid;
    }
}
