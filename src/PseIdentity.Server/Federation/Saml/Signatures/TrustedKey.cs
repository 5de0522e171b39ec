using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Server.Federation.Saml.Signatures;

/// <summary>
/// A provider's public key, out of its metadata. Only octets are kept: the framework's key objects must not be shared between threads, and one is made in
/// microseconds.
/// </summary>
internal sealed class TrustedKey
{
    private const int ShortestRsa = 2048;
    private const int ShortestCurve = 256;

    private readonly byte[] certificate;

    private TrustedKey(byte[] certificate, DateTimeOffset expiresAt)
    {
        this.certificate = certificate;
        ExpiresAt = expiresAt;
    }

    /// <summary>The certificate's. No reason to refuse: metadata is what makes a key trusted, and until when (SAML V2.0 Metadata Interoperability Profile §2.6.1).</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Null when it is no certificate, or holds a key that is too weak or of a kind that is not accepted.</summary>
    public static TrustedKey? TryRead(byte[] certificate)
    {
        try
        {
            using var read = X509CertificateLoader.LoadCertificate(certificate);
            using var rsa = read.GetRSAPublicKey();
            using var curve = read.GetECDsaPublicKey();
            return rsa?.KeySize >= ShortestRsa || curve?.KeySize >= ShortestCurve ? new TrustedKey(certificate, read.NotAfter.ToUniversalTime()) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <param name="padding">The one of RSA, or null for ECDSA. A key is used with the algorithms of its own kind only.</param>
    public bool Verify(byte[] data, byte[] signature, HashAlgorithmName hash, RSASignaturePadding? padding)
    {
        using var read = X509CertificateLoader.LoadCertificate(certificate);
        if (padding is not null)
        {
            using var rsa = read.GetRSAPublicKey();
            return rsa?.VerifyData(data, signature, hash, padding) == true;
        }
        using var curve = read.GetECDsaPublicKey();
        // XML Signature 1.1 §6.4.3: r and s, concatenated.
        return curve?.VerifyData(data, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) == true;
    }
}
