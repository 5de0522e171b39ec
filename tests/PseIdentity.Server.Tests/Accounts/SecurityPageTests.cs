using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Accounts;

/// <summary>What somebody signs in with, over HTTP.</summary>
internal sealed class SecurityPageTests : AccountPages
{
    private const string NewPassword = "Quite-Another-Staple-42";

    private static readonly byte[] Key = Base32.Decode(Installation.TotpSecret)!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(base.Setup.Settings) { ["SignIn:SecondFactorRoles:0"] = "treasurer" },
    };

    [Test]
    public async Task A_credential_is_listed_renamed_and_removed_and_its_owner_is_told()
    {
        var person = await PersonAsync(Key);
        using var browser = await WithCodeAsync(person);
        Assert.That(browser.Page.QuerySelectorAll("[data-credential]"), Has.Length.EqualTo(1));

        await browser.PressAsync("credential-rename", ("name", "My telephone"));
        Assert.That(browser.Page.QuerySelector("[data-credential]")!.TextContent, Does.Contain("My telephone"));

        await browser.PressAsync("credential-remove");
        Assert.That(browser.Page.QuerySelector("[data-credential]"), Is.Null);
        Assert.That((await NowAsync(person))!.Totp, Is.Null);
        Assert.That((await Inbox.NextAsync("was removed")).To, Is.EqualTo(person.Email));
        Assert.That(await EventsAsync(person), Does.Contain("credential.renamed").And.Contain("credential.removed"));
    }

    [Test]
    public async Task The_last_way_in_stays()
    {
        var person = await PersonAsync(Key, claims: ("roles", new JsonArray("treasurer")));
        using var browser = await WithCodeAsync(person);

        Assert.That(browser.Shows("credential-remove"), Is.False, "treasurers have a second factor");

        // Somebody who presses it all the same: the rename button's form, under the other name.
        var button = browser.Page.GetElementById("credential-rename")!;
        button.SetAttribute("name", "credential-remove");
        await browser.PressAsync("credential-rename");

        Assert.That(browser.Shows("form-error"), Is.True);
        Assert.That((await NowAsync(person))!.Totp, Is.Not.Null);
    }

    [TestCase("credential-rename")]
    [TestCase("credential-remove")]
    public async Task Nobody_touches_the_credential_of_somebody_else(string act)
    {
        var (mallory, victim) = (await PersonAsync(Key), await PersonAsync(Key));
        using var browser = await WithCodeAsync(mallory);
        browser.Page.GetElementById(act)!.SetAttribute("value", victim.Totp!.Id.ToString());

        await browser.PressAsync(act, ("name", "Mine now"));

        var now = await NowAsync(victim);
        Assert.That(now!.Totp, Is.Not.Null);
        Assert.That(now.Totp!.Name, Is.Null);
    }

    [Test]
    public async Task A_password_can_not_be_removed_here()
    {
        var person = await PersonAsync(Key);
        using var browser = await WithCodeAsync(person);
        browser.Page.GetElementById("credential-remove")!.SetAttribute("value", person.Password!.Id.ToString());

        await browser.PressAsync("credential-remove");

        Assert.That((await NowAsync(person))!.Password, Is.Not.Null);
    }

    [Test]
    public async Task After_ten_minutes_the_sign_in_is_asked_for_again()
    {
        var person = await PersonAsync(Key);
        using var browser = await WithCodeAsync(person);
        Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.PressAsync("credential-remove");

        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That((await NowAsync(person))!.Totp, Is.Not.Null);
        await TypeAsync(browser, person.PreferredUsername!);
        Assert.That(browser.PageName, Is.EqualTo("second-factor"), "at the person's own level");
        await browser.PressAsync("code-submit", ("code", Code()));
        Assert.That(browser.PageName, Is.EqualTo("account-security"));
        await browser.PressAsync("credential-remove");
        Assert.That((await NowAsync(person))!.Totp, Is.Null);
    }

    [Test]
    public async Task A_new_password_ends_the_other_sessions_and_its_owner_is_told()
    {
        var person = await PersonAsync();
        using var other = await SignedInAsync(person);
        using var browser = await SignedInAsync(person, "/account/security");
        await browser.GoAsync("/account/security/password");

        await browser.PressAsync("password-submit", ("current-password", Password), ("new-password", NewPassword), ("confirm-password", NewPassword));

        Assert.That(browser.PageName, Is.EqualTo("account-security"));
        Assert.That(browser.TextOf("done"), Does.Contain("password"));
        await other.GoAsync("/account");
        Assert.That(other.PageName, Is.EqualTo("login"));
        await TypeAsync(other, person.PreferredUsername!, NewPassword);
        Assert.That(other.PageName, Is.EqualTo("account"));
        Assert.That((await Inbox.NextAsync("password of your account was changed")).To, Is.EqualTo(person.Email));
    }

    [TestCase("wrong", NewPassword, NewPassword)]
    [TestCase(Password, NewPassword, "Something-Else-Altogether-1")]
    [TestCase(Password, "short", "short")]
    public async Task A_password_stays_when_something_is_wrong(string current, string chosen, string again)
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/security/password");

        await browser.PressAsync("password-submit", ("current-password", current), ("new-password", chosen), ("confirm-password", again));

        Assert.That(browser.PageName, Is.EqualTo("account-password"));
        Assert.That(browser.Shows("form-error"), Is.True);
        Assert.That((await NowAsync(person))!.Password!.Version, Is.EqualTo(person.Password!.Version));
    }

    [Test]
    public async Task Password_managers_are_led_to_the_page()
    {
        using var browser = await SignedInAsync(await PersonAsync(), "/.well-known/change-password");
        Assert.That(browser.PageName, Is.EqualTo("account-password"));
    }

    [Test]
    public async Task A_form_that_was_made_for_somebody_else_is_not_heard()
    {
        var (first, second) = (await PersonAsync(), await PersonAsync());
        using var browser = await SignedInAsync(first, "/account/profile");
        using var tab = browser.AnotherTab();
        await tab.GoAsync("/login");
        await TypeAsync(tab, second.PreferredUsername!);
        foreach (var (name, value) in tab.Cookies)
            browser.SetCookie(name, value);

        await browser.PressAsync("profile-submit", ("name", "First again"));

        Assert.That((await NowAsync(second))!.Claim("name"), Is.EqualTo(second.Claim("name")));
    }

    [Test]
    public async Task A_form_without_its_token_is_not_heard()
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/profile");
        browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.SetAttribute("value", "x");

        await browser.PressAsync("profile-submit", ("name", "Forged"));

        Assert.That(browser.PageName, Is.EqualTo("expired"));
        Assert.That((await NowAsync(person))!.Claim("name"), Is.EqualTo(person.Claim("name")));
    }

    private async Task<HttpBrowser> WithCodeAsync(Account person)
    {
        var browser = await SignedInAsync(person, "/account/security");
        await browser.PressAsync("code-submit", ("code", Code()));
        Assert.That(browser.PageName, Is.EqualTo("account-security"));
        return browser;
    }
}
