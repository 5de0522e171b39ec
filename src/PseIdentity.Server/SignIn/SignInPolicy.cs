using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>What an account asks of its owner before they are signed in.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="NeedsSecondFactor">A code of the authenticator app that is enrolled.</param>
/// <param name="NeedsNewPassword">The password was set by somebody else.</param>
internal sealed record SignInPolicy(Guid UserId, bool NeedsSecondFactor, bool NeedsNewPassword)
{
    /// <summary>What was proven with a password that has been replaced since proves nothing.</summary>
    public DateTimeOffset? PasswordSince { get; init; }

    /// <summary>Null for an account that may not be signed in to.</summary>
    public static SignInPolicy? Of(Account? account) =>
        account is { Active: true } ? new SignInPolicy(account.Id, account.Totp is not null, account.MustChangePassword) { PasswordSince = account.PasswordChangedAt } : null;
}
