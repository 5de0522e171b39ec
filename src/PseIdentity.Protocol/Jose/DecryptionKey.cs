using System.Security.Cryptography;
using System.Text.Json;

namespace PseIdentity.Protocol.Jose;

/// <summary>A private key together with the one algorithm it decrypts with (RFC 8725 §3.1). It is safe to share between threads.</summary>
public sealed class DecryptionKey
{
    // RFC 7518 §4.6.1.2: names of the parties; ours would be 43 characters at most, and a stranger's must not be endless.
    private const int LongestParty = 256;

    private readonly KeyManagement algorithm;
    private readonly byte[] pkcs8;
    private readonly EllipticCurve? curve;

    private DecryptionKey(KeyManagement algorithm, Jwk publicKey, string keyId, byte[] pkcs8, EllipticCurve? curve) =>
        (this.algorithm, PublicKey, KeyId, this.pkcs8, this.curve) = (algorithm, publicKey, keyId, pkcs8, curve);

    /// <summary><c>alg</c> of what it decrypts, and no other.</summary>
    public string Algorithm => algorithm.Name;

    public string KeyId { get; }

    /// <summary>The half that others encrypt to, with <c>kid</c>, <c>alg</c> and <c>use</c> = enc.</summary>
    public Jwk PublicKey { get; }

    /// <summary>Takes a private key in PKCS#8.</summary>
    /// <exception cref="CryptographicException">It is not a key for this algorithm, or too weak.</exception>
    public static DecryptionKey FromPkcs8(string algorithm, string keyId, ReadOnlySpan<byte> pkcs8)
    {
        var found = KeyManagement.Find(algorithm) ?? throw new ArgumentException($"{algorithm} is not an algorithm this provider decrypts with.", nameof(algorithm));
        if (found.KeyType == "RSA")
        {
            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(pkcs8, out _);
            return rsa.KeySize >= Jwk.SmallestModulus
                ? new DecryptionKey(found, Jwk.Of(rsa.ExportParameters(false), algorithm, keyId, "enc"), keyId, pkcs8.ToArray(), null)
                : throw new CryptographicException($"{algorithm} wants an RSA key of {Jwk.SmallestModulus} bits or more (RFC 7518 §4.3).");
        }
        using var key = ECDiffieHellman.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        var curve = EllipticCurve.Find(key.KeySize switch { 256 => "P-256", 384 => "P-384", 521 => "P-521", _ => null })
            ?? throw new CryptographicException("The key is on none of P-256, P-384 and P-521.");
        return new DecryptionKey(found, Jwk.Of(key.ExportParameters(false), curve.Name, algorithm, keyId, "enc"), keyId, pkcs8.ToArray(), curve);
    }

    /// <summary>The content encryption key of a message, or null when it cannot be had (RFC 7516 §5.2 steps 6 to 10).</summary>
    internal byte[]? Recover(JsonElement header, ReadOnlySpan<byte> encryptedKey, ContentEncryption encryption)
    {
        try
        {
            return curve is null ? RecoverByRsa(header, encryptedKey) : RecoverByAgreement(header, encryptedKey, encryption, curve);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private byte[]? RecoverByRsa(JsonElement header, ReadOnlySpan<byte> encryptedKey)
    {
        if (header.Has("epk"))
            return null;
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        return encryptedKey.Length == (rsa.KeySize + 7) / 8 ? rsa.Decrypt(encryptedKey, RSAEncryptionPadding.OaepSHA256) : null;
    }

    private byte[]? RecoverByAgreement(JsonElement header, ReadOnlySpan<byte> encryptedKey, ContentEncryption encryption, EllipticCurve curve)
    {
        // RFC 7518 §4.6.1.1, and the reader of keys has seen that the point is on its curve: another curve or a point off it would give away the private key bit by bit.
        if (header.GetObject("epk") is not { } json || Jwk.TryParse(json) is not { KeyType: "EC", IsPrivate: false } epk || epk.Curve != curve.Name)
            return null;
        if (Party(header, "apu") is not { } partyU || Party(header, "apv") is not { } partyV)
            return null;

        using var own = ECDiffieHellman.Create();
        own.ImportPkcs8PrivateKey(pkcs8, out _);
        using var theirs = ECDiffieHellman.Create(epk.ToEcParameters());
        var agreed = own.DeriveRawSecretAgreement(theirs.PublicKey);

        // RFC 7516 §5.2 step 10: with direct agreement "verify that the JWE Encrypted Key value is an empty octet sequence".
        if (algorithm.WrapLength == 0)
            return encryptedKey.IsEmpty ? ConcatKdf.Derive(agreed, encryption.Name, partyU, partyV, encryption.KeyLength) : null;
        return AesKeyWrap.Unwrap(ConcatKdf.Derive(agreed, algorithm.Name, partyU, partyV, algorithm.WrapLength), encryptedKey);
    }

    private static byte[]? Party(JsonElement header, string name) =>
        !header.Has(name) ? []
        : header.GetString(name) is { Length: <= LongestParty } text && CanonicalBase64Url.TryDecode(text, out var octets) ? octets
        : null;
}
