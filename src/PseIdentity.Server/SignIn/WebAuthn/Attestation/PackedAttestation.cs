using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>The format of most security keys, and of passkeys that vouch for themselves (Web Authentication Level 3 §8.2).</summary>
internal sealed class PackedAttestation : IAttestationFormat
{
    private const string Country = "2.5.4.6";
    private const string Organization = "2.5.4.10";
    private const string OrganizationalUnit = "2.5.4.11";
    private const string CommonName = "2.5.4.3";

    public string Name => "packed";

    public Attested Verify(AttestationInput input)
    {
        // Step 1: alg, sig, and x5c or not.
        var statement = input.Statement;
        if (statement.Integer("alg") is not { } algorithm || statement.Octets("sig") is not { } signature)
            return Attested.Wrong("packed lacks alg or sig");

        // Step 3: "If x5c is not present, self attestation is in use."
        if (!statement.Has("x5c"))
            return statement.Count == 2 ? VerifySelf(input, algorithm, signature) : Attested.Wrong("packed has an unknown member");

        // Step 2.
        if (statement.Count != 3 || CertificatePath.Load(statement.OctetStrings("x5c")) is not { } path)
            return Attested.Wrong("packed has an unknown member, or no certificates");
        if (FlawOf(path.Leaf, input, algorithm, signature) is not { } flaw)
            return Attested.By(AttestationType.Certified, path);
        path.Dispose();
        return Attested.Wrong(flaw);
    }

    private static Attested VerifySelf(AttestationInput input, long algorithm, byte[] signature)
    {
        // "Validate that alg matches the algorithm of the credentialPublicKey"; then the signature is the new passkey's own.
        if (algorithm != input.Credential.Key.Algorithm)
            return Attested.Wrong("alg is not the passkey's");
        return input.Credential.Key.Verify(input.Signed, signature) ? Attested.By(AttestationType.Self) : Attested.Wrong("the passkey's own signature is wrong");
    }

    private static string? FlawOf(X509Certificate2 certificate, AttestationInput input, long algorithm, byte[] signature)
    {
        // "sig is a valid signature … using the attestation public key in attestnCert with the algorithm specified in alg".
        if (CoseAlgorithm.JoseName(algorithm) is not { } name || SigningPublicKey.Of(certificate, name)?.Verify(input.Signed, signature) != true)
            return "the maker's signature is wrong";

        // §8.2.1.
        if (!CertificateRules.IsEndEntity(certificate))
            return "the certificate is an authority's, or not of version 3";
        if (!HasSubject(certificate))
            return "the certificate's subject is not as specified";

        // "verify that the value of this extension matches the aaguid".
        return CertificateRules.SpeaksOf(certificate, input.Credential.Aaguid) ? null : "the certificate is another model's";
    }

    // §8.2.1: C, the country; O, the vendor; OU, "Literal string "Authenticator Attestation""; CN, of the vendor's choosing.
    private static bool HasSubject(X509Certificate2 certificate)
    {
        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames().Where(part => !part.HasMultipleElements)
            .ToLookup(part => part.GetSingleElementType().Value, part => part.GetSingleElementValue());
        return parts[Country].Any(value => value is { Length: 2 })
            && parts[Organization].Any(value => value is { Length: > 0 })
            && parts[OrganizationalUnit].Contains("Authenticator Attestation", StringComparer.Ordinal)
            && parts[CommonName].Any(value => value is { Length: > 0 });
    }
}
