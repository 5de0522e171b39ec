namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>The verification procedure of one attestation statement format (Web Authentication Level 3 §8).</summary>
internal interface IAttestationFormat
{
    /// <summary>Its identifier (§8.1).</summary>
    string Name { get; }

    /// <summary>Whether the statement is correct; not whether its maker is trusted.</summary>
    Attested Verify(AttestationInput input);
}

/// <summary>What every procedure is given.</summary>
/// <param name="Statement"><c>attStmt</c>.</param>
/// <param name="Data"><c>authenticatorData</c>.</param>
/// <param name="Credential">The new passkey within it.</param>
/// <param name="ClientDataHash">SHA-256 of the client data.</param>
internal sealed record AttestationInput(CborMap Statement, AuthenticatorData Data, AttestedCredential Credential, byte[] ClientDataHash)
{
    /// <summary>"the concatenation of authenticatorData and clientDataHash", which most formats sign.</summary>
    public byte[] Signed { get; } = [.. Data.Raw, .. ClientDataHash];
}

/// <summary>What a procedure answers.</summary>
internal sealed record Attested
{
    private Attested()
    {
    }

    public AttestationType Type { get; private init; }

    /// <summary>The certificates, the maker's own first; empty without any.</summary>
    public CertificatePath Path { get; private init; } = CertificatePath.Empty;

    /// <summary>Null when the statement is correct.</summary>
    public string? Flaw { get; private init; }

    public static Attested By(AttestationType type, CertificatePath? path = null) => new() { Type = type, Path = path ?? CertificatePath.Empty };

    public static Attested Wrong(string flaw) => new() { Flaw = flaw };
}
