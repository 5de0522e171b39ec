namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>Why an answer of an authenticator does not count.</summary>
/// <param name="Id">One of <see cref="PasskeyFaults"/>: stable, for events, and for choosing a sentence.</param>
/// <param name="Detail">For the log; holds nothing secret.</param>
internal sealed record PasskeyFault(string Id, string Detail);

/// <summary>The ids of refusals.</summary>
internal static class PasskeyFaults
{
    /// <summary>The answer is not built as specified.</summary>
    public const string Malformed = "passkey.malformed";

    /// <summary>An answer of the other ceremony.</summary>
    public const string Type = "passkey.type";

    /// <summary>The challenge is not ours, or belongs to another browser, request, person or purpose.</summary>
    public const string Challenge = "passkey.challenge";

    /// <summary>It took too long: ask again.</summary>
    public const string Expired = "passkey.expired";

    /// <summary>The challenge was answered before.</summary>
    public const string Replayed = "passkey.replayed";

    /// <summary>The answer was given to another site: an attack, or a provider that is reached under a name that is not its issuer's.</summary>
    public const string Origin = "passkey.origin";

    /// <summary>The answer was given inside a frame of another site.</summary>
    public const string CrossOrigin = "passkey.cross_origin";

    public const string RpId = "passkey.rp_id";
    public const string UserPresence = "passkey.user_presence";

    /// <summary>The authenticator did not ask for finger, face or PIN.</summary>
    public const string UserVerification = "passkey.user_verification";

    /// <summary>A passkey that cannot be backed up claims to be, or one that could be cannot any more.</summary>
    public const string Backup = "passkey.backup";

    /// <summary>A kind of key that was not asked for.</summary>
    public const string Algorithm = "passkey.algorithm";

    public const string AttestationFormat = "passkey.attestation_format";

    /// <summary>The proof of the maker is wrong.</summary>
    public const string Attestation = "passkey.attestation";

    /// <summary>The maker is not proven, and has to be.</summary>
    public const string Untrusted = "passkey.untrusted";

    /// <summary>The model is not allowed here, is not certified enough, or is reported as broken.</summary>
    public const string Model = "passkey.model";

    public const string CredentialId = "passkey.credential_id";

    /// <summary>This passkey is registered already.</summary>
    public const string Registered = "passkey.registered";

    /// <summary>No such passkey here; the browser should be told to forget it (Signal API).</summary>
    public const string Unknown = "passkey.unknown";

    /// <summary>The passkey belongs to another person.</summary>
    public const string UserHandle = "passkey.user_handle";

    public const string Signature = "passkey.signature";

    /// <summary>The signature counter went back or stood still: there may be a copy.</summary>
    public const string Counter = "passkey.counter";
}

/// <summary>What became of a ceremony: a passkey, or the reason why not.</summary>
internal sealed record CeremonyOutcome<T> where T : class
{
    private CeremonyOutcome()
    {
    }

    /// <summary>What was proven; null when <see cref="Fault"/> is not.</summary>
    public T? Passkey { get; private init; }

    public PasskeyFault? Fault { get; private init; }

    /// <summary>At a refusal: the passkey that was named, where there is one, for the record of that person's account. It proves nothing.</summary>
    public PasskeyRecord? Named { get; private init; }

    public static CeremonyOutcome<T> Of(T passkey) => new() { Passkey = passkey };

    public static CeremonyOutcome<T> Refused(PasskeyFault fault, PasskeyRecord? named = null) => new() { Fault = fault, Named = named };
}
