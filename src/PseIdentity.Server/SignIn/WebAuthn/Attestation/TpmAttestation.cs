using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>The format of Windows Hello and others that keep keys in a Trusted Platform Module (Web Authentication Level 3 §8.3).</summary>
internal sealed class TpmAttestation : IAttestationFormat
{
    private const string AikCertificate = "2.23.133.8.3";
    private const string SubjectAlternativeName = "2.5.29.17";
    private const string ExtendedKeyUsage = "2.5.29.37";

    // TPMv2-EK-Profile §3.2.9: manufacturer, model and version of the TPM.
    private static readonly string[] TpmNames = ["2.23.133.2.1", "2.23.133.2.2", "2.23.133.2.3"];

    private static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, 4, isConstructed: true);

    public string Name => "tpm";

    public Attested Verify(AttestationInput input)
    {
        var statement = input.Statement;
        if (statement.Count != 6 || statement.Text("ver") != "2.0" || statement.Integer("alg") is not { } algorithm || statement.Octets("sig") is not { } signature
            || statement.Octets("certInfo") is not { } certInfo || statement.Octets("pubArea") is not { } pubArea)
            return Attested.Wrong("tpm lacks a member, or is not of version 2.0");

        // "the public key specified by the parameters and unique fields of pubArea is identical to the credentialPublicKey".
        if (TpmPublicArea.Parse(pubArea) is not { } area || CoseAlgorithm.JoseName(input.Credential.Key.Algorithm) is not { } passkeyAlgorithm
            || area.KeyFor(passkeyAlgorithm)?.Thumbprint != input.Credential.Key.Thumbprint)
            return Attested.Wrong("pubArea is another key's");

        // "Verify that x5c is present."
        if (CertificatePath.Load(statement.OctetStrings("x5c")) is not { } path)
            return Attested.Wrong("tpm has no certificates");
        if ((FlawOf(path.Leaf, input, algorithm, certInfo, signature) ?? FlawOf(TpmCertification.Parse(certInfo), input, algorithm, area)) is not { } flaw)
            return Attested.By(AttestationType.Certified, path);
        path.Dispose();
        return Attested.Wrong(flaw);
    }

    private static string? FlawOf(X509Certificate2 aik, AttestationInput input, long algorithm, byte[] certInfo, byte[] signature)
    {
        // §8.3.1: version 3 and CA false; "Subject field MUST be set to empty"; the TPM's names; tcg-kp-AIKCertificate.
        if (!CertificateRules.IsEndEntity(aik) || aik.SubjectName.EnumerateRelativeDistinguishedNames().Any())
            return "the certificate is an authority's, not of version 3, or has a subject";
        if (CertificateRules.Read(aik, ReadTpmNames, SubjectAlternativeName) is not { } names || TpmNames.Except(names, StringComparer.Ordinal).Any())
            return "the certificate does not name a TPM";
        if (CertificateRules.Read(aik, der => new X509EnhancedKeyUsageExtension(new AsnEncodedData(der), false), ExtendedKeyUsage) is not { } usage
            || !usage.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == AikCertificate))
            return "the certificate is not for attestation";
        if (!CertificateRules.SpeaksOf(aik, input.Credential.Aaguid))
            return "the certificate is another model's";

        // "sig is a valid signature over certInfo". NOTE: RS1, SHA-1 with RSA, is not taken.
        return CoseAlgorithm.JoseName(algorithm) is { } name && SigningPublicKey.Of(aik, name)?.Verify(certInfo, signature) == true ? null : "the TPM's signature is wrong";
    }

    private static string? FlawOf(TpmCertification? certification, AttestationInput input, long algorithm, TpmPublicArea area)
    {
        // magic TPM_GENERATED_VALUE and type TPM_ST_ATTEST_CERTIFY are part of the reading.
        if (certification is null)
            return "certInfo is not a certification by a TPM";

        // "extraData is set to the hash of attToBeSigned using the hash algorithm employed in alg".
        if (!CryptographicOperations.FixedTimeEquals(certification.ExtraData, CoseAlgorithm.Hash(algorithm, input.Signed)))
            return "certInfo is about another passkey";

        // "whose name field contains a valid Name for pubArea".
        return certification.Name.AsSpan().SequenceEqual(area.Name) ? null : "certInfo names another key";
    }

    // GeneralNames of which one is a directoryName; answers the types of its attributes.
    private static HashSet<string> ReadTpmNames(byte[] der)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var names = outer.ReadSequence();
        while (names.HasData)
        {
            if (names.PeekTag() != DirectoryName)
            {
                names.ReadEncodedValue();
                continue;
            }
            var parts = names.ReadSequence(DirectoryName).ReadSequence();
            while (parts.HasData)
                for (var set = parts.ReadSetOf(); set.HasData;)
                    types.Add(set.ReadSequence().ReadObjectIdentifier());
        }
        return types;
    }
}
