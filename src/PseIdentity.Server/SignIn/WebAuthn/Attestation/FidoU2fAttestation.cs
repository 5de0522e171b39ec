namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>The format of security keys from before CTAP2 (Web Authentication Level 3 §8.6).</summary>
internal sealed class FidoU2fAttestation : IAttestationFormat
{
    public string Name => "fido-u2f";

    public Attested Verify(AttestationInput input)
    {
        // Step 1: x5c and sig. Step 2: "x5c has exactly one element".
        if (input.Statement.Count != 2 || input.Statement.Octets("sig") is not { } signature
            || input.Statement.OctetStrings("x5c") is not [var certificate] || CertificatePath.Load([certificate]) is not { } path)
            return Attested.Wrong("fido-u2f is not a signature and one certificate");

        // Step 2, further: "an Elliptic Curve (EC) public key over the P-256 curve". Steps 3 and 4: the passkey's point, coordinates of 32 octets each.
        if (SigningPublicKey.Of(path.Leaf, "ES256") is { } maker && input.Credential.Key is { Algorithm: CoseAlgorithm.Es256, Point: { } point })
        {
            // Step 5: "0x00 || rpIdHash || clientDataHash || credentialId || publicKeyU2F". Step 6: the signature.
            byte[] signed = [0x00, .. input.Data.RpIdHash, .. input.ClientDataHash, .. input.Credential.Id, .. point];
            if (maker.Verify(signed, signature))
                return Attested.By(AttestationType.Certified, path); // Steps 7 and 8.
        }
        path.Dispose();
        return Attested.Wrong("a key is not on P-256, or the maker's signature is wrong");
    }
}
