using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>What a certificate-bound access token names (<c>x5t#S256</c>, RFC 8705 §3.1).</summary>
internal static class CertificateThumbprint
{
    /// <summary>base64url of the SHA-256 of the DER encoding.</summary>
    public static string Of(X509Certificate2 certificate) => CanonicalBase64Url.Encode(SHA256.HashData(certificate.RawDataMemory.Span));
}
