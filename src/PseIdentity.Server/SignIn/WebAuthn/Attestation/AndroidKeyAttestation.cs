using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>The format of keys that live in an Android device's keystore (Web Authentication Level 3 §8.4).</summary>
internal sealed class AndroidKeyAttestation : IAttestationFormat
{
    public string Name => "android-key";

    public Attested Verify(AttestationInput input)
    {
        var statement = input.Statement;
        if (statement.Count != 3 || statement.Integer("alg") is not { } algorithm || statement.Octets("sig") is not { } signature
            || CertificatePath.Load(statement.OctetStrings("x5c")) is not { } path)
            return Attested.Wrong("android-key lacks alg, sig or certificates");
        if (FlawOf(path.Leaf, input, algorithm, signature) is not { } flaw)
            return Attested.By(AttestationType.Certified, path);
        path.Dispose();
        return Attested.Wrong(flaw);
    }

    private static string? FlawOf(X509Certificate2 certificate, AttestationInput input, long algorithm, byte[] signature)
    {
        // "sig is a valid signature … using the public key in the first certificate in x5c with the algorithm specified in alg".
        if (CoseAlgorithm.JoseName(algorithm) is not { } name || SigningPublicKey.Of(certificate, name) is not { } key || !key.Verify(input.Signed, signature))
            return "the signature is wrong";

        // "the public key in the first certificate in x5c matches the credentialPublicKey".
        if (algorithm != input.Credential.Key.Algorithm || key.Thumbprint != input.Credential.Key.Thumbprint)
            return "the certificate is another key's";

        if (CertificateRules.Read(certificate, AndroidKeyDescription.Read, AndroidKeyDescription.Oid) is not { } description)
            return "the certificate has no description of the key";

        // "the attestationChallenge field … is identical to clientDataHash".
        if (!CryptographicOperations.FixedTimeEquals(description.Challenge, input.ClientDataHash))
            return "the certificate was made for another challenge";

        // "The AuthorizationList.allApplications field is not present on either authorization list".
        if (description.ForAllApplications)
            return "the key is open to all applications";

        // "origin … is equal to KM_ORIGIN_GENERATED", "purpose … is equal to KM_PURPOSE_SIGN", in the union of both lists: a passkey in software is taken,
        // and its certification level says what it is. NOTE: a value that is absent passes, as in the specification's own example (§16.14); a keystore tells
        // an imported key's origin, and nobody else can sign the certificate.
        return description.IsGenerated && description.OnlySigns ? null : "the key was imported, or is for more than signing";
    }
}
