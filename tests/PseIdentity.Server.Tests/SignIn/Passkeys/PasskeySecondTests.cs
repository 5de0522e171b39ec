using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.Passkeys;

/// <summary>A passkey beside the password.</summary>
internal sealed class PasskeySecondTests : PasskeyPages
{
    [Test, Category("WebAuthn §7.2")]
    public async Task It_completes_a_password_also_without_finger_face_or_PIN()
    {
        var (name, authenticator) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        await TypeHereAsync(browser, name);
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Assert.That(JsonDocument.Parse(Options(browser)).RootElement.GetProperty("allowCredentials").GetArrayLength(), Is.EqualTo(1));

        await UseAsync(browser, authenticator, answer => answer.Flags = AuthenticatorAnswer.UserPresent);

        var claims = await ClaimsAsync(shop, browser);
        Assert.That(claims.GetProperty("amr").EnumerateArray().Select(word => word.GetString()), Is.EqualTo(new[] { "pwd", "hwk", "mfa" }));
        Assert.That(claims.GetProperty("acr").GetString(), Is.EqualTo(Resistant));
    }

    [Test, Category("WebAuthn §7.2")]
    public async Task The_passkey_of_somebody_else_is_refused()
    {
        var (name, _) = await OwnerAsync();
        var (_, stranger) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        await TypeHereAsync(browser, name);

        await UseAsync(browser, stranger);

        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Assert.That(browser.TextOf("form-error"), Does.Contain("another account"));
    }

    [Test, Category("WebAuthn §7.2")]
    public async Task Its_question_which_asks_less_is_none_to_a_passkey_alone()
    {
        var (name, authenticator) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        using var tab = browser.AnotherTab();
        await tab.GoAsync(browser.Address);
        await TypeHereAsync(browser, name);
        var weak = authenticator.Get(Options(browser), answer => answer.Flags = AuthenticatorAnswer.UserPresent);

        await tab.PressAsync("passkey-submit", ("passkey", weak));

        Assert.That(tab.PageName, Is.EqualTo("login"));
        Assert.That(tab.TextOf("form-error"), Does.Contain("try again"));
    }

    [Test, Category("RFC 9470 §4")]
    public async Task Step_up_asks_for_the_passkey_alone()
    {
        var (name, authenticator) = await OwnerAsync();
        var person = await FindAsync(name);
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        await TypeHereAsync(browser, name);
        await browser.PressAsync("passkey-submit", ("passkey", authenticator.Get(Options(browser))), ("trust-device", "true"));
        await browser.GoAsync("/logout");
        await browser.PressAsync("logout-confirm");
        await browser.GoAsync(shop.AuthorizeQuery());
        await TypeHereAsync(browser, name);
        Assert.That((await ClaimsAsync(shop, browser)).GetProperty("acr").GetString(), Does.EndWith(":password"), "trusted");

        await browser.GoAsync(shop.AuthorizeQuery(("acr_values", Resistant)));

        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        await UseAsync(browser, authenticator);
        Assert.That((await ClaimsAsync(shop, browser)).GetProperty("acr").GetString(), Is.EqualTo(Resistant));
        Assert.That(person.Has(CredentialKinds.Passkey), Is.True);
    }
}
