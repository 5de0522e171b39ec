namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>A passkey that a question names (§5.8.3).</summary>
/// <param name="Transports">As they were kept; they help the browser to ask for the right device.</param>
internal sealed record PasskeyDescriptor(byte[] CredentialId, IReadOnlyList<string> Transports);

/// <summary>What the authenticator shows of an account (§5.4.3).</summary>
/// <param name="Name">What the person signs in with.</param>
/// <param name="DisplayName">What they are called.</param>
/// <param name="Service">The provider's name (§5.4.2); people see it where the passkey is kept.</param>
internal sealed record PasskeyPerson(string Name, string DisplayName, string Service);

/// <summary>What a page wants of a new passkey.</summary>
internal sealed record CreationWishes
{
    /// <summary>Null for what the settings say.</summary>
    public UserVerification? UserVerification { get; init; }

    /// <summary>Whether it must be found without a user name (<c>residentKey</c>, §5.4.4); otherwise it is only preferred, as for a second factor.</summary>
    public bool MustBeDiscoverable { get; init; } = true;

    /// <summary><c>platform</c> or <c>cross-platform</c> (§5.4.5); null for either.</summary>
    public string? Attachment { get; init; }

    /// <summary><c>client-device</c>, <c>security-key</c>, <c>hybrid</c> (§5.8.8), the preferred one first.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>Made without a dialogue after a password sign-in (<c>mediation: "conditional"</c>): nobody needs to be present then.</summary>
    public bool IsConditional { get; init; }
}
