using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Browser.Tests.Looks;

/// <summary>The pages of one's own account, looked at.</summary>
public sealed class AccountPagesTests : Journey
{
    [Test]
    public async Task The_account_pages_keep_nobody_out()
    {
        var bob = People.Bob();
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.EnterPasswordAsync(bob);
        await visitor.FillAsync("code", bob.Code);
        await visitor.PressAsync("code-submit");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");
        var other = await ComesAsync(Variant.Desktop);
        await other.SignInAtAccountAsync(bob, "/account", "second-factor");
        await other.FillAsync("code", bob.NextCode);
        await other.PressAsync("code-submit");
        await other.IsOnAsync("account");

        await LookAtAsync(visitor, "/account/security", "account-security");
        await LookAtAsync(visitor, "/account/security/password", "account-password");
        await LookAtAsync(visitor, "/account/sessions", "account-sessions");
        await LookAtAsync(visitor, "/account/activity", "account-activity");
        await LookAtAsync(visitor, "/account/apps", "account-apps");
        await LookAtAsync(visitor, "/account/profile", "account-profile");
        await visitor.FillAsync("email", "new-" + bob.Email);
        await visitor.PressAsync("email-submit");
        await visitor.IsOnAsync("account-email");
        await PictureAsync(visitor, "account-email");
        await LookAtAsync(visitor, "/account/profile/close", "account-close");
        await visitor.FillAsync("username", "somebody");
        await visitor.PressAsync("close-submit");
        await visitor["form-error"].WaitForAsync();
        await PictureAsync(visitor, "account-close-error");
        await LookAtAsync(visitor, "/account/locked", "account-locked");
        await LookAtAsync(visitor, "/account/closed", "account-closed");
    }

    [Test]
    public async Task What_is_set_up_and_mended_there_keeps_nobody_out()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAccountAsync(People.Alice(), "/account/security", "account-security");
        await PictureAsync(visitor, "account-security-bare");
        await LookAtAsync(visitor, "/account/apps", "account-apps", "account-apps-empty");
        await LookAtAsync(visitor, "/account/security/recovery-codes", "account-recovery-codes", "account-recovery-codes-none");
        await LookAtAsync(visitor, "/account/security/passkey", "account-passkey", "account-passkey-first");
        await visitor.GoAsync(Demo.Provider, "/account/security/password");
        await visitor.FillAsync("current-password", "Not-the-password-9");
        await visitor.FillAsync("new-password", "short");
        await visitor.FillAsync("confirm-password", "shorter");
        await visitor.PressAsync("password-submit");
        await LookAtErrorAsync(visitor, "account-password-error");
        await visitor.GoAsync(Demo.Provider, "/account/profile");
        await visitor.FillAsync("phone_number", "call me");
        await visitor.PressAsync("profile-submit");
        await LookAtErrorAsync(visitor, "account-profile-error");
        await visitor.FillAsync("phone_number", "+1 555 0100 777");
        await visitor.PressAsync("profile-submit");
        await visitor["done"].WaitForAsync();
        await PictureAsync(visitor, "account-profile-done");
        await visitor.FillAsync("email", "new-mail@example.com");
        await visitor.PressAsync("email-submit");
        await visitor.IsOnAsync("account-email");
        await visitor.FillAsync("code", "000000");
        await visitor.PressAsync("code-submit");
        await LookAtErrorAsync(visitor, "account-email-error");

        await LookAtAsync(visitor, "/account/security/totp", "account-totp");
        await visitor.FillAsync("code", "000000");
        await visitor.PressAsync("code-submit");
        await LookAtErrorAsync(visitor, "account-totp-error");
        var secret = await visitor.TotpSecretAsync();
        await visitor.FillAsync("code", Totp.Now(secret));
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("second-factor");
        await visitor.FillAsync("code", Totp.At(secret, DateTimeOffset.UtcNow.AddSeconds(30)));
        await visitor.PressAsync("code-submit");
        await visitor.PressAsync("recovery-codes-new");
        await visitor["recovery-codes"].WaitForAsync();
        await PictureAsync(visitor, "account-recovery-codes");
        await LookAtAsync(visitor, "/account/security/recovery-codes", "account-recovery-codes", "account-recovery-codes-left");
        await LookAtAsync(visitor, "/account/security/totp", "account-totp", "account-totp-replaces");
    }

    private async Task LookAtErrorAsync(Visitor visitor, string name)
    {
        await visitor["form-error"].WaitForAsync();
        await PictureAsync(visitor, name);
    }

    private async Task LookAtAsync(Visitor visitor, string path, string page, string? name = null)
    {
        await visitor.GoAsync(Demo.Provider, path);
        await visitor.IsOnAsync(page);
        await PictureAsync(visitor, name ?? page);
    }
}
