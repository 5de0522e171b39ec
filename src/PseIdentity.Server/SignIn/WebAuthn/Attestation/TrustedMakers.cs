using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using PseIdentity.Server.SignIn.WebAuthn.Attestation.Metadata;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>Whose word about a model counts: the metadata and the roots that the settings name, read once.</summary>
internal sealed class TrustedMakers
{
    private readonly MetadataBlob? metadata;
    private readonly IReadOnlyList<byte[]> roots;

    /// <exception cref="InvalidOperationException">A file is not what the settings say it is; all passkeys wait rather than that policy is not applied.</exception>
    public TrustedMakers(IOptions<PasskeyOptions> options, TimeProvider clock)
        : this(ReadBlob(options.Value, clock), options.Value.AttestationRootsFile is { Length: > 0 } file ? Certificates(file) : [])
    {
    }

    internal TrustedMakers(MetadataBlob? metadata, IReadOnlyList<byte[]> roots)
    {
        this.metadata = metadata;
        this.roots = roots;
    }

    /// <summary>The model's entry: by AAGUID, and for those that have none (U2F) by the key of their certificate.</summary>
    public MetadataEntry? Find(Guid aaguid, CertificatePath path) =>
        metadata?.Find(aaguid) ?? (path.Certificates.Count > 0 ? metadata?.FindByKey(KeyIdentifier(path.Leaf)) : null);

    public IReadOnlyCollection<byte[]> AnchorsFor(MetadataEntry? model) => model is null ? roots : [.. model.Roots, .. roots];

    private static MetadataBlob? ReadBlob(PasskeyOptions options, TimeProvider clock)
    {
        if (options.MetadataFile is not { Length: > 0 } file)
            return null;
        var (blob, flaw) = MetadataBlob.Read(File.ReadAllText(file).Trim(), Certificates(options.MetadataRootFile ?? ""), clock.GetUtcNow());
        return blob ?? throw new InvalidOperationException($"Passkeys:MetadataFile: {flaw}.");
    }

    private static List<byte[]> Certificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return [.. certificates.Select(certificate => certificate.RawData)];
    }

    // FIDO Metadata Statement §4, attestationCertificateKeyIdentifiers: "method 1 in RFC 5280 section 4.2.1.2", in lower-case hexadecimal.
    private static string KeyIdentifier(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(new X509SubjectKeyIdentifierExtension(certificate.PublicKey, X509SubjectKeyIdentifierHashAlgorithm.Sha1, false).SubjectKeyIdentifierBytes.Span);
}
