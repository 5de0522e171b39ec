using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>Certificates as an attestation brings them (<c>x5c</c>): the one that signed, then those that lead to a root.</summary>
internal sealed class CertificatePath : IDisposable
{
    private const int Longest = 8;

    private CertificatePath(IReadOnlyList<X509Certificate2> certificates) => Certificates = certificates;

    public static CertificatePath Empty { get; } = new([]);

    public IReadOnlyList<X509Certificate2> Certificates { get; }

    public X509Certificate2 Leaf => Certificates[0];

    /// <summary>Null when there is none, there are too many, or one is no certificate.</summary>
    public static CertificatePath? Load(IReadOnlyList<byte[]>? x5c)
    {
        if (x5c is null or [] || x5c.Count > Longest)
            return null;
        var loaded = new List<X509Certificate2>();
        try
        {
            foreach (var der in x5c)
                loaded.Add(X509CertificateLoader.LoadCertificate(der));
            return new CertificatePath(loaded);
        }
        catch (CryptographicException)
        {
            loaded.ForEach(certificate => certificate.Dispose());
            return null;
        }
    }

    /// <summary>
    /// Step 24 of §7.1: whether the certificate "either correctly chains up to an acceptable root certificate, or is itself an acceptable certificate".
    /// Nothing is downloaded; what has been revoked is told by the metadata.
    /// </summary>
    /// <param name="anchors">DER. They may be roots, authorities below a root, or the certificate itself: makers publish all three.</param>
    public bool LeadsTo(IReadOnlyCollection<byte[]> anchors, DateTimeOffset now)
    {
        if (Certificates.Count == 0 || anchors.Count == 0)
            return false;
        if (anchors.Any(anchor => Leaf.RawDataMemory.Span.SequenceEqual(anchor)))
            return true;

        using var chain = new X509Chain();
        var trusted = new List<X509Certificate2>();
        try
        {
            trusted.AddRange(anchors.Select(anchor => X509CertificateLoader.LoadCertificate(anchor)));
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.VerificationTime = now.UtcDateTime;
            chain.ChainPolicy.ExtraStore.AddRange(Certificates.Skip(1).ToArray());

            // An authority below its root ends no chain for the platform: it may be met on the way, and what stands above it does not matter.
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted.Where(IsSelfIssued).ToArray());
            chain.ChainPolicy.ExtraStore.AddRange(trusted.Where(anchor => !IsSelfIssued(anchor)).ToArray());
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
            return chain.Build(Leaf) && chain.ChainElements.Skip(1).Any(element => anchors.Any(anchor => element.Certificate.RawDataMemory.Span.SequenceEqual(anchor)));
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            trusted.ForEach(certificate => certificate.Dispose());
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var certificate in Certificates)
            certificate.Dispose();
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
