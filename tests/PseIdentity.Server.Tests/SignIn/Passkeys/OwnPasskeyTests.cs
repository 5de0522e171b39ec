using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Passkeys;

/// <summary>Passkeys on the pages of one's own account.</summary>
internal sealed class OwnPasskeyTests : PasskeyPages
{
    [Test, Category("WebAuthn §7.1")]
    public async Task Another_one_is_added_where_those_that_are_there_are_named()
    {
        var (name, first) = await OwnerAsync();
        using var second = Authenticator();
        using var browser = await AtOwnPageAsync(first);
        var existing = JsonDocument.Parse(Options(browser)).RootElement.GetProperty("excludeCredentials");
        Assert.That(existing.GetArrayLength(), Is.EqualTo(1));

        await MakeAsync(browser, second);

        Assert.That(browser.PageName, Is.EqualTo("account-security"));
        Assert.That((await FindAsync(name)).All(CredentialKinds.Passkey).Count(), Is.EqualTo(2));
        Assert.That(browser.Page.QuerySelector("[data-passkey-signal]")!.GetAttribute("data-credentials")!.Split(' '), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Whoever_signed_in_long_ago_is_asked_again()
    {
        var (_, first) = await OwnerAsync();
        using var second = Authenticator();
        using var browser = await AtOwnPageAsync(first);
        var made = second.Create(Options(browser));
        Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.PressAsync("enroll-passkey", ("passkey", made));

        Assert.That(browser.PageName, Is.EqualTo("login"));
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        await UseAsync(browser, first);
        Assert.That(browser.PageName, Is.EqualTo("account-passkey"));
    }

    [Test, Category("WebAuthn §13.4.3")]
    public async Task An_answer_is_added_once_and_in_no_other_session()
    {
        var (name, first) = await OwnerAsync();
        using var second = Authenticator();
        using var browser = await AtOwnPageAsync(first);
        using var tab = browser.AnotherTab();
        await tab.GoAsync("/account/security/passkey");
        var made = second.Create(Options(browser));
        await browser.PressAsync("enroll-passkey", ("passkey", made));

        await tab.PressAsync("enroll-passkey", ("passkey", made));

        Assert.That(tab.TextOf("form-error"), Is.Not.Null);
        Assert.That((await FindAsync(name)).All(CredentialKinds.Passkey).Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task One_that_was_removed_signs_nobody_in_and_the_browser_is_told()
    {
        var (name, authenticator) = await OwnerAsync();
        var person = await FindAsync(name);
        await Get<CredentialStore>().TryRemoveAsync(person.Id, person.Find(CredentialKinds.Passkey)!.Id, _ => true, null, CancellationToken.None);
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());

        await UseAsync(browser, authenticator);

        Assert.That(browser.TextOf("form-error"), Does.Contain("cannot be used here any more"));
        Assert.That(browser.Page.QuerySelector("[data-passkey-signal]")!.GetAttribute("data-unknown"), Is.EqualTo(CanonicalBase64Url.Encode(authenticator.CredentialId)));
    }

    private async Task<HttpBrowser> AtOwnPageAsync(Testing.WebAuthn.SoftwareAuthenticator authenticator)
    {
        var browser = Browser();
        await browser.GoAsync("/account/security/passkey");
        await UseAsync(browser, authenticator);
        Assert.That(browser.PageName, Is.EqualTo("account-passkey"), browser.TextOf("form-error"));
        return browser;
    }
}
