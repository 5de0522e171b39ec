using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.Pages;

/// <summary>The button that asks for a passkey, and all that its script needs to know.</summary>
/// <param name="ButtonId">As the contract names it.</param>
/// <param name="Label">What the button says.</param>
/// <param name="Options">For <c>navigator.credentials</c>, as JSON.</param>
/// <param name="Refresh">Where there are new options when these are too old.</param>
internal sealed record PasskeyCard(string ButtonId, string Label, string Options, string Refresh)
{
    /// <summary>Whether a passkey is made, not used.</summary>
    public bool Makes { get; init; }

    /// <summary>Whether passkeys are suggested in the user-name field.</summary>
    public bool FillsIn { get; init; }

    /// <summary>Options for a passkey that the browser may make by itself; null where it may not.</summary>
    public string? Quiet { get; init; }

    /// <summary>Whether it is the way to go on, not one beside another.</summary>
    public bool IsFirst { get; init; }

    /// <summary>For how long the options are good.</summary>
    public required TimeSpan Lifetime { get; init; }

    public static PasskeyCard OfSignIn(string label, string options, string refresh, TimeSpan lifetime) =>
        new("passkey-submit", label, options, refresh) { Lifetime = lifetime, FillsIn = true };

    public static PasskeyCard OfSecondFactor(string label, string options, string refresh, TimeSpan lifetime) =>
        new("passkey-submit", label, options, refresh) { Lifetime = lifetime, IsFirst = true };

    public static PasskeyCard OfEnrollment(string label, string options, string refresh, TimeSpan lifetime) =>
        new("enroll-passkey", label, options, refresh) { Lifetime = lifetime, Makes = true, IsFirst = true };

    /// <summary>The names of the refusals of a browser (Web IDL §2.8.1, Web Authentication Level 3 §5.1.3 and §5.1.4), each with its sentence.</summary>
    public IReadOnlyList<(string Name, string Sentence)> Sentences(IStringLocalizer<Text> text) => Makes
        ?
        [
            ("not-allowed-error", text["Passkey.MakeNotAllowed"]),
            ("invalid-state-error", text["Passkey.MakeInvalidState"]),
            ("security-error", text["Passkey.Security"]),
            ("abort-error", text["Passkey.Abort"]),
            ("not-supported-error", text["Passkey.MakeNotSupported"]),
            ("constraint-error", text["Passkey.MakeConstraint"]),
            ("network", text["Passkey.Network"]),
            ("other", text["Passkey.MakeOther"]),
        ]
        :
        [
            ("not-allowed-error", text["Passkey.UseNotAllowed"]),
            ("security-error", text["Passkey.Security"]),
            ("abort-error", text["Passkey.Abort"]),
            ("not-supported-error", text["Passkey.UseNotSupported"]),
            ("network", text["Passkey.Network"]),
            ("other", text["Passkey.UseOther"]),
        ];
}

/// <summary>Refusals of passkeys by this provider, in words: what is wrong, and what to do.</summary>
internal static class PasskeySentences
{
    /// <param name="fault">One of <see cref="PasskeyFaults"/>.</param>
    public static string PasskeyFault(this IStringLocalizer<Text> text, string? fault) => fault switch
    {
        PasskeyFaults.Expired or PasskeyFaults.Replayed or PasskeyFaults.Challenge or PasskeyFaults.Malformed or PasskeyFaults.Type => text["Passkey.Again"],
        PasskeyFaults.Origin or PasskeyFaults.CrossOrigin or PasskeyFaults.RpId => text["Passkey.Security"],
        PasskeyFaults.UserVerification => text["Passkey.NotVerified"],
        PasskeyFaults.Unknown => text["Passkey.Unknown"],
        PasskeyFaults.UserHandle => text["Passkey.Foreign"],
        PasskeyFaults.Counter => text["Passkey.Copied"],
        PasskeyFaults.Registered => text["Passkey.MakeInvalidState"],
        PasskeyFaults.Algorithm or PasskeyFaults.AttestationFormat or PasskeyFaults.Attestation or PasskeyFaults.Untrusted or PasskeyFaults.Model or PasskeyFaults.CredentialId => text["Passkey.Model"],
        _ => text["Passkey.Wrong"],
    };
}
