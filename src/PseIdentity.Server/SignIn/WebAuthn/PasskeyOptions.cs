namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>Which passkeys people may use, and what is asked of the authenticator (section <c>Passkeys</c>).</summary>
internal sealed class PasskeyOptions
{
    /// <summary>Whether the authenticator must know its owner by a finger, a face or a PIN. <c>Preferred</c> takes security keys without a PIN, which then count as one factor; <c>Required</c> refuses them.</summary>
    public UserVerification UserVerification { get; set; } = UserVerification.Preferred;

    /// <summary>How long a person may take from the question to the touch of the authenticator; nothing older is accepted.</summary>
    public TimeSpan ChallengeLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether new passkeys are asked to prove their maker and model. Anything but <c>None</c> makes browsers ask the person for permission; it is needed to enforce the settings below.</summary>
    public AttestationConveyance Attestation { get; set; } = AttestationConveyance.None;

    /// <summary>Refuses a new passkey whose maker is not proven by a chain to a root of the metadata or of <c>AttestationRootsFile</c>. Passkeys that are synchronised between devices prove no maker, so they are refused as well.</summary>
    public bool TrustedAttestationOnly { get; set; }

    /// <summary>The only models (AAGUIDs) that may be registered. An AAGUID is what the authenticator says of itself unless <c>TrustedAttestationOnly</c> is on.</summary>
    /// <value>every model</value>
    public IReadOnlyList<string> AllowedAaguids { get; set; } = [];

    /// <summary>Models (AAGUIDs) that may not be registered.</summary>
    /// <value>none</value>
    public IReadOnlyList<string> DeniedAaguids { get; set; } = [];

    /// <summary>The least FIDO certification of a new passkey's model, by the metadata. Anything but <c>None</c> also asks for a proven maker.</summary>
    public CertificationLevel MinimumCertification { get; set; } = CertificationLevel.None;

    /// <summary>A FIDO Metadata Service blob (version 3), a file. Download it from time to time; it is read at start. Models that it reports as revoked or compromised are refused.</summary>
    /// <value>no metadata</value>
    public string? MetadataFile { get; set; }

    /// <summary>The root certificate (PEM) that the signature of <c>MetadataFile</c> leads to; the FIDO Alliance's is GlobalSign Root CA - R3.</summary>
    /// <value>required with <c>MetadataFile</c></value>
    public string? MetadataRootFile { get; set; }

    /// <summary>Root certificates (PEM, one after the other) of makers that are trusted besides the metadata, for any model.</summary>
    /// <value>none</value>
    public string? AttestationRootsFile { get; set; }

    /// <summary>Refuses a passkey whose signature counter does not grow, a sign that it was copied. Turned off, such a sign-in is let through and only recorded.</summary>
    public bool RefuseCounterRegress { get; set; } = true;

    /// <summary>Other origins (<c>https://bank.example.co.uk</c>) whose pages may use the passkeys of this provider; browsers find them at <c>/.well-known/webauthn</c>.</summary>
    /// <value>none</value>
    public IReadOnlyList<string> RelatedOrigins { get; set; } = [];

    /// <summary>Whether a proven maker is needed, by either setting that says so.</summary>
    internal bool NeedsTrust => TrustedAttestationOnly || MinimumCertification != CertificationLevel.None;
}

/// <summary>Web Authentication Level 3 §5.8.6; <c>discouraged</c> is not offered, because nothing here is better without.</summary>
internal enum UserVerification
{
    Preferred,
    Required,
}

/// <summary>Web Authentication Level 3 §5.4.7.</summary>
internal enum AttestationConveyance
{
    None,
    Indirect,
    Direct,
    Enterprise,
}

/// <summary>FIDO authenticator certification levels, lowest first (FIDO Metadata Service v3 §3.1.4).</summary>
internal enum CertificationLevel
{
    None,
    L1,
    L1Plus,
    L2,
    L2Plus,
    L3,
    L3Plus,
}
