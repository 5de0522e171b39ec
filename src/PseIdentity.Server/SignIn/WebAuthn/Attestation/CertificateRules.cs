using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>What several formats ask of an attestation certificate.</summary>
internal static class CertificateRules
{
    private const string AaguidOid = "1.3.6.1.4.1.45724.1.1.4";

    /// <summary>§8.2.1, §8.3.1: "Version MUST be set to 3", and "The Basic Constraints extension MUST have the CA component set to FALSE".</summary>
    public static bool IsEndEntity(X509Certificate2 certificate) =>
        certificate.Version == 3 && Read(certificate, BasicConstraints, "2.5.29.19") is { CertificateAuthority: false };

    private static X509BasicConstraintsExtension BasicConstraints(byte[] der) => new(new AsnEncodedData(der), critical: true);

    /// <summary>
    /// §8.2.1: where <c>id-fido-gen-ce-aaguid</c> is there it holds the same AAGUID, "wrapped in two OCTET STRINGS", and "MUST NOT be marked as critical".
    /// </summary>
    public static bool SpeaksOf(X509Certificate2 certificate, Guid aaguid)
    {
        if (certificate.Extensions[AaguidOid] is not { } extension)
            return true;
        return !extension.Critical && ReadOctets(extension.RawData) is { Length: 16 } octets && new Guid(octets, bigEndian: true) == aaguid;
    }

    /// <summary>The content of an extension; null when it is absent or not built like this.</summary>
    public static T? Read<T>(X509Certificate2 certificate, Func<byte[], T?> read, string oid) where T : class
    {
        if (certificate.Extensions[oid] is not { } extension)
            return null;
        try
        {
            return read(extension.RawData);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or InvalidOperationException)
        {
            // How the readers say that the DER is another, and InvalidOperationException that a value is missing.
            return null;
        }
    }

    private static byte[]? ReadOctets(byte[] der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var octets = reader.ReadOctetString();
            reader.ThrowIfNotEmpty();
            return octets;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
