namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>
/// What a question to an authenticator was asked for. The same values are given when the answer arrives; an answer to any other question is refused.
/// </summary>
/// <param name="Purpose">One of <see cref="CeremonyPurposes"/>.</param>
/// <param name="BrowserHash">SHA-256 of the browser cookie (<c>ProtocolCookies.FindOrSetBrowser</c>).</param>
/// <param name="RequestId">The pending request's id, so that two tabs do not answer each other.</param>
/// <param name="UserHandle">The person whose passkey it is or will be, 1 to 64 octets that say nothing about them; null only where nobody is known yet.</param>
internal sealed record Ceremony(string Purpose, byte[] BrowserHash, string RequestId, byte[]? UserHandle);

/// <summary>What a challenge may be used for.</summary>
internal static class CeremonyPurposes
{
    /// <summary>A new passkey for the person in <see cref="Ceremony.UserHandle"/>.</summary>
    public const string Registration = "registration";

    /// <summary>Sign-in without a user name: the passkey says who it is.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Sign-in once more, by a passkey of the person in <see cref="Ceremony.UserHandle"/> and nothing else.</summary>
    public const string Reauthentication = "reauthentication";

    /// <summary>A passkey of the person in <see cref="Ceremony.UserHandle"/> beside another factor. Its answer may lack user verification, so it is none to the others.</summary>
    public const string Confirmation = "confirmation";
}
