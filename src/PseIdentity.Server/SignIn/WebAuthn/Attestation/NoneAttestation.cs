namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>No proof of the maker (Web Authentication Level 3 §8.7).</summary>
internal sealed class NoneAttestation : IAttestationFormat
{
    public string Name => "none";

    // "attStmt: emptyMap".
    public Attested Verify(AttestationInput input) => input.Statement.Count == 0 ? Attested.By(AttestationType.None) : Attested.Wrong("none comes with a statement");
}
