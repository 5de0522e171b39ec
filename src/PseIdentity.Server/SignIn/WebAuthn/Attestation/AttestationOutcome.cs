using PseIdentity.Server.SignIn.WebAuthn.Attestation.Metadata;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>What is known about the maker of a passkey.</summary>
/// <param name="Format">The attestation statement format: <c>none</c>, <c>packed</c>, …</param>
/// <param name="Type">What kind of proof it was.</param>
/// <param name="IsTrusted">Whether it leads to a root that is trusted for this model.</param>
/// <param name="Model">The model's entry in the metadata, where there is one; it speaks of this passkey only when <paramref name="IsTrusted"/>.</param>
internal sealed record AttestationOutcome(string Format, AttestationType Type, bool IsTrusted, MetadataEntry? Model);

/// <summary>Web Authentication Level 3 §6.5.4. Basic and attestation CA cannot be told apart by what is sent.</summary>
internal enum AttestationType
{
    None,
    Self,
    Certified,
    Anonymized,
}
