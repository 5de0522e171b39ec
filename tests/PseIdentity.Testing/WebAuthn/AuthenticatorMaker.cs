using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Testing.WebAuthn;

/// <summary>A maker of authenticators: its root, an authority below it, and the certificates that go into devices.</summary>
public sealed class AuthenticatorMaker : IDisposable
{
    private static readonly DateTimeOffset From = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2045, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SoftwareKey rootKey = new();
    private readonly X509Certificate2 root;

    public AuthenticatorMaker(string name = "CN=Test Maker Root")
    {
        var request = new CertificateRequest(name, (ECDsa)rootKey.Pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root = request.CreateSelfSigned(From, Until);
    }

    public byte[] Root => root.RawData;

    public string RootPem => root.ExportCertificatePem();

    /// <summary>A certificate as §8.2.1 wants it.</summary>
    public X509Certificate2 Issue(
        SoftwareKey key, Guid? aaguid = null, string subject = "C=AA, O=Test Maker, OU=Authenticator Attestation, CN=Test Model",
        bool isAuthority = false, params X509Extension[] extensions)
    {
        var request = key.Pair is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key.Pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (aaguid is { } model)
            request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.45724.1.1.4", Der(writer => writer.WriteOctetString(model.ToByteArray(bigEndian: true))), false));
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        return request.Create(root.SubjectName, X509SignatureGenerator.CreateForECDsa((ECDsa)rootKey.Pair), From, Until.AddDays(-1), RandomNumberGenerator.GetBytes(8));
    }

    public static byte[] Der(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    public void Dispose()
    {
        rootKey.Dispose();
        root.Dispose();
    }
}
