using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
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
        var link = await Demo.Mail.LinkAsync(alice.Email, "password of your account was changed");
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

        await row.Locator("[name=name]").FillAsync("My telephone");
        await row.Locator("#credential-rename").ClickAsync();
        await Expect(row.Locator(".row-title")).ToHaveTextAsync("My telephone");

        await row.Locator("#credential-remove").ClickAsync();
        await Expect(visitor.Page.Locator("[data-credential]")).ToHaveCountAsync(0);
        await Demo.Mail.LinkAsync(bob.Email, "was removed");
    }

    [Test]
    public async Task Password_managers_find_the_page()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAccountAsync(People.Alice(), "/.well-known/change-password");
        await visitor.IsOnAsync("account-password");
    }

    [Test]
    public async Task A_keyboard_alone_changes_a_password()
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAccountAsync(alice, "/account/security");
        await visitor.TabToAsync("password-change");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.IsOnAsync("account-password");
        await visitor.Page.Keyboard.TypeAsync(alice.Password);
        await visitor.TabToAsync("new-password");
        await visitor.Page.Keyboard.TypeAsync(NewPassword);
        await visitor.TabToAsync("confirm-password");
        await visitor.Page.Keyboard.TypeAsync(NewPassword);
        await visitor.Page.Keyboard.PressAsync("Enter");

        await visitor.IsOnAsync("account-security");
        await Expect(visitor["done"]).ToBeVisibleAsync();
    }
}
