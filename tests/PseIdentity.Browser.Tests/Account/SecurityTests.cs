using NUnit.Framework;
using PseIdentity.Testing.Http;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Account;

/// <summary>What somebody signs in with (J30, J31, J34).</summary>
public sealed class SecurityTests : Journey
{
    private const string NewPassword = "Quite-Another-Staple-42";

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_password_is_changed_and_the_other_browser_is_signed_out(Variant variant)
    {
        var alice = People.Alice();
        var (here, there) = (await ComesAsync(variant), await ComesAsync(Variant.Desktop));
        await there.SignInAtAccountAsync(alice);
        await here.SignInAtAccountAsync(alice, "/account/security");
        await here.PressAsync("password-change");
        await here.IsOnAsync("account-password");

        await here.FillAsync("current-password", alice.Password);
        await here.FillAsync("new-password", NewPassword);
        await here.FillAsync("confirm-password", NewPassword);
        await here.PressAsync("password-submit");

        await here.IsOnAsync("account-security");
        await Expect(here["done"]).ToBeVisibleAsync();
        await there.GoAsync(Demo.Provider, "/account");
        await there.IsOnAsync("login");
        await there.EnterPasswordAsync(alice with { Password = NewPassword });
        await there.IsOnAsync("account");
        var link = await Mail.LinkAsync(alice.Email, "password of your account was changed");
        Assert.That(link.AbsolutePath, Is.EqualTo("/account/activity"));
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task An_authenticator_is_named_and_removed(Variant variant)
    {
        var bob = People.Bob();
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(bob, "/account/security", "second-factor");
        await visitor.FillAsync("code", bob.Code);
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("account-security");
        var row = visitor.Page.Locator("[data-credential]").First;

        await visitor.FillAsync(row.Locator("[name=name]"), "My telephone");
        await visitor.PressAsync(row.Locator("#credential-rename"));
        await Expect(row.Locator(".row-title")).ToHaveTextAsync("My telephone");

        await visitor.PressAsync(row.Locator("#credential-remove"));
        await Expect(visitor.Page.Locator("[data-credential]")).ToHaveCountAsync(0);
        await Mail.LinkAsync(bob.Email, "was removed");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task An_authenticator_app_and_recovery_codes_are_set_up(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(alice, "/account/security", "account-security");
        await visitor.PressAsync("totp-add");
        await visitor.IsOnAsync("account-totp");
        var secret = await visitor.TotpSecretAsync();
        await visitor.FillAsync("code", "000000");
        await visitor.PressAsync("code-submit");
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
        Assert.That(await visitor.TotpSecretAsync(), Is.EqualTo(secret), "the app has it already");
        await visitor.FillAsync("code", Totp.Now(secret));
        await visitor.PressAsync("code-submit");

        // From now on the account asks for two steps before it is changed.
        await visitor.IsOnAsync("second-factor");
        await visitor.FillAsync("code", Totp.At(secret, DateTimeOffset.UtcNow.AddSeconds(30)));
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("account-recovery-codes");
        await visitor.PressAsync("recovery-codes-new");
        await Expect(visitor["recovery-codes"].Locator("code")).ToHaveCountAsync(10);
        await visitor.PressAsync("enroll-continue");
        await visitor.IsOnAsync("account-security");
        await Expect(visitor.Page.Locator("[data-credential]")).ToHaveCountAsync(2);
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task What_the_organisation_asks_for_cannot_be_removed(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(People.Member(), "/account/security", "enroll");
        await visitor.PressAsync("enroll-totp");
        await visitor.FillAsync("code", Totp.Now(await visitor.TotpSecretAsync()));
        await visitor.PressAsync("code-submit");
        await visitor.PressAsync("enroll-continue");
        await visitor.IsOnAsync("account-security");

        var app = visitor.Page.Locator("[data-credential]").First;
        await Expect(app.Locator(".hint")).ToBeVisibleAsync();
        await Expect(app.Locator("#credential-remove")).ToHaveCountAsync(0);
        await PictureAsync(visitor, "account-security-needed");
    }

    [Test]
    public async Task Password_managers_find_the_page()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAccountAsync(People.Alice(), "/.well-known/change-password");
        await visitor.IsOnAsync("account-password");
    }
}
