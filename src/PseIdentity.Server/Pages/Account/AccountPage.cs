using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Pages.Account;

/// <summary>Where the pages of one's own account are, and what they say after something was done.</summary>
internal static class AccountPage
{
    public const string Overview = "/account";
    public const string Security = "/account/security";
    public const string Password = "/account/security/password";
    public const string Passkey = "/account/security/passkey";
    public const string Totp = "/account/security/totp";
    public const string RecoveryCodes = "/account/security/recovery-codes";
    public const string Questions = "/account/security/questions";
    public const string Sessions = "/account/sessions";
    public const string Activity = "/account/activity";
    public const string Apps = "/account/apps";
    public const string Profile = "/account/profile";
    public const string Email = "/account/profile/email";
    public const string Close = "/account/profile/close";
    public const string Locked = "/account/locked";
    public const string Closed = "/account/closed";

    /// <summary>The page once more, with the sentence <c>Done.{what}</c>.</summary>
    public static string After(string path, string what) => $"{path}?done={what}";

    /// <summary>The sentence; null for what nobody of ours wrote into the address.</summary>
    public static string? Done(this IStringLocalizer<Text> text, string? what) =>
        what is not null && text["Done." + what] is { ResourceNotFound: false } sentence ? sentence.Value : null;
}
