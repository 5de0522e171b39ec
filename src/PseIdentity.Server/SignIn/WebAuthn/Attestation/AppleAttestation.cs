using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>Apple's format, which names no device: a certificate for this passkey alone (Web Authentication Level 3 §8.8).</summary>
internal sealed class AppleAttestation : IAttestationFormat
{
    private const string NonceOid = "1.2.840.113635.100.8.2";

    private static readonly Asn1Tag NonceTag = new(TagClass.ContextSpecific, 1, isConstructed: true);

    public string Name => "apple";

    public Attested Verify(AttestationInput input)
    {
        // Step 1: x5c. Early devices also sent alg, which nothing depends on.
        if (CertificatePath.Load(input.Statement.OctetStrings("x5c")) is not { } path)
            return Attested.Wrong("apple has no certificates");
        if (FlawOf(path.Leaf, input) is not { } flaw)
            return Attested.By(AttestationType.Anonymized, path); // Step 6.
        path.Dispose();
        return Attested.Wrong(flaw);
    }

    private static string? FlawOf(X509Certificate2 certificate, AttestationInput input)
    {
        // Steps 2 to 4: "nonce equals the value of the extension", the SHA-256 of what other formats sign.
        if (CertificateRules.Read(certificate, ReadNonce, NonceOid) is not { } nonce
            || !CryptographicOperations.FixedTimeEquals(nonce, SHA256.HashData(input.Signed)))
            return "the nonce is another's";

        // Step 5: "the credential public key equals the Subject Public Key of credCert".
        return CoseAlgorithm.JoseName(input.Credential.Key.Algorithm) is { } name
            && SigningPublicKey.Of(certificate, name)?.Thumbprint == input.Credential.Key.Thumbprint
                ? null
                : "the certificate is another key's";
    }

    // SEQUENCE { [1] EXPLICIT OCTET STRING }
    private static byte[] ReadNonce(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var tagged = sequence.ReadSequence(NonceTag);
        sequence.ThrowIfNotEmpty();
        var nonce = tagged.ReadOctetString();
        tagged.ThrowIfNotEmpty();
        return nonce;
    }
}
