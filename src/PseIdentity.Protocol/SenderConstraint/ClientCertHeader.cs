using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>The header <c>Client-Cert</c> in which a proxy passes on the certificate of its caller (RFC 9440 §2.2): a byte sequence of RFC 8941 §3.3.5.</summary>
public static class ClientCertHeader
{
    public const string Name = "Client-Cert";

    /// <summary>Characters; certificates are a tenth of it.</summary>
    private const int Longest = 12 * 1024;

    /// <summary>The certificate; null for anything that is not exactly one DER certificate between two colons.</summary>
    public static X509Certificate2? Read(string value)
    {
        var text = value.AsSpan().Trim(' ');
        if (text.Length is < 4 or > Longest || text[0] != ':' || text[^1] != ':')
            return null;
        var encoded = text[1..^1];

        // Convert skips white space, which a byte sequence cannot hold.
        var der = new byte[encoded.Length / 4 * 3];
        if (encoded.ContainsAny(" \t\r\n") || encoded.Length % 4 != 0 || !Convert.TryFromBase64Chars(encoded, der, out var length) || length == 0 || der[0] != 0x30)
            return null;
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(der.AsSpan(0, length));
            // RFC 9440 §2.1: the DER encoding, and nothing behind it, or one certificate had two thumbprints.
            if (certificate.RawDataMemory.Span.SequenceEqual(der.AsSpan(0, length)))
                return certificate;
            certificate.Dispose();
            return null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
