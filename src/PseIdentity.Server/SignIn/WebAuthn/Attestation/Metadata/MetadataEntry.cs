namespace PseIdentity.Server.SignIn.WebAuthn.Attestation.Metadata;

/// <summary>What the FIDO Metadata Service says about a model (v3 §3.1.1).</summary>
/// <param name="Description">Its name in English, such as "YubiKey 5 Series".</param>
/// <param name="Certification">The highest certification in effect.</param>
/// <param name="Broken">The status that speaks against it (<c>REVOKED</c>, <c>ATTESTATION_KEY_COMPROMISE</c>, …); null when there is none.</param>
/// <param name="Roots">DER; certificates that its attestations lead to, or are.</param>
internal sealed record MetadataEntry(string Description, CertificationLevel Certification, string? Broken, IReadOnlyList<byte[]> Roots);
