using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>What somebody can prove: the values of <see cref="ProvenFactor.Method"/>.</summary>
internal static class Factors
{
    public const string Password = "pwd";
    public const string Totp = "otp";
    public const string Sms = "sms";
    public const string Email = "email";
    public const string RecoveryCode = "recovery";

    /// <summary>A pass that the help desk gave in place of a lost factor.</summary>
    public const string OneTimePass = "one-time-pass";

    /// <summary>A passkey that stays on its device.</summary>
    public const string Passkey = "passkey";

    /// <summary>A passkey that may be copied to its owner's other devices (WebAuthn §6.1.3, backup eligible).</summary>
    public const string SyncedPasskey = "synced-passkey";

    /// <summary>A company's provider vouches for the person: one factor, unless its word on how they signed in there counts.</summary>
    public const string Federated = "federated";

    /// <summary>The kind of authenticator behind a method, one of <see cref="CredentialKinds"/>; null for what is none.</summary>
    public static string? KindOf(string method) => method switch
    {
        Totp => CredentialKinds.Totp,
        Sms => CredentialKinds.Sms,
        Email => CredentialKinds.Email,
        Passkey or SyncedPasskey => CredentialKinds.Passkey,
        _ => null,
    };

    /// <summary>Whether two of the three kinds (known, held, inherent) were proven: two different factors, a passkey that verified its user, or a provider whose word counts.</summary>
    public static bool AreMultiple(IReadOnlyList<ProvenFactor> factors) =>
        factors.Any(factor => factor is { IsPasskey: true, UserVerified: true } || AuthenticationLevels.Satisfies(factor.Level ?? "", AuthenticationLevels.MultiFactor))
        || factors.Select(factor => factor.IsPasskey ? Passkey : factor.Method).Distinct(StringComparer.Ordinal).Count() > 1;

    /// <summary>Whether it counts for more than the lowest level together with another.</summary>
    public static bool AreStrong(string method) => method is not (Sms or Email or OneTimePass);
}
