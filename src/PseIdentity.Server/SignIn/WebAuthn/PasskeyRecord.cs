using PseIdentity.Server.SignIn.WebAuthn.Attestation;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>A passkey as it is kept: the credential record of Web Authentication Level 3 §4, without what nobody reads.</summary>
internal sealed record PasskeyRecord
{
    /// <summary>1 to 1023 octets; unique over all people.</summary>
    public required byte[] CredentialId { get; init; }

    /// <summary>Whose it is.</summary>
    public required byte[] UserHandle { get; init; }

    /// <summary>The COSE_Key exactly as the authenticator wrote it.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The last signature counter; 0 for authenticators that do not count.</summary>
    public required uint SignCount { get; init; }

    /// <summary>Whether it can be synchronised between devices. It never changes.</summary>
    public required bool IsBackupEligible { get; init; }
}

/// <summary>A passkey that was just made (§7.1), to be kept.</summary>
internal sealed record NewPasskey
{
    /// <inheritdoc cref="PasskeyRecord.CredentialId"/>
    public required byte[] CredentialId { get; init; }

    /// <inheritdoc cref="PasskeyRecord.PublicKey"/>
    public required byte[] PublicKey { get; init; }

    /// <inheritdoc cref="PasskeyRecord.SignCount"/>
    public required uint SignCount { get; init; }

    /// <summary>Whether the person was verified when it was made.</summary>
    public required bool IsUserVerified { get; init; }

    /// <inheritdoc cref="PasskeyRecord.IsBackupEligible"/>
    public required bool IsBackupEligible { get; init; }

    /// <summary>Whether it is synchronised at this time.</summary>
    public required bool IsBackedUp { get; init; }

    /// <summary>How it can be reached, as the browser said; kept to be given back in <c>allowCredentials</c>.</summary>
    public required IReadOnlyList<string> Transports { get; init; }

    /// <summary>The model; all zero where it is not told.</summary>
    public required Guid Aaguid { get; init; }

    /// <summary>Whether it can be found without a user name (credProps, §10.1.3); null where the browser does not say.</summary>
    public required bool? IsDiscoverable { get; init; }

    public required AttestationOutcome Attestation { get; init; }
}

/// <summary>A passkey that was just used (§7.2). The counter and the backup state are to be kept.</summary>
internal sealed record UsedPasskey
{
    public required PasskeyRecord Record { get; init; }

    /// <summary>
    /// The counter to keep, in one conditional statement that only lets it grow: of two sign-ins at once with one counter the second is a copy's.
    /// </summary>
    public required uint SignCount { get; init; }

    /// <summary>Whether the person was verified <em>now</em>, by finger, face or PIN. Only then is it two factors.</summary>
    public required bool IsUserVerified { get; init; }

    public required bool IsBackedUp { get; init; }

    /// <summary>The counter went back or stood still and the settings let it pass: to be recorded.</summary>
    public required bool HasCounterRegressed { get; init; }
}
