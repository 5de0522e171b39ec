using NUnit.Framework;
using PseIdentity.Server.Tests.SignIn.SecondFactors;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Accounts;

/// <summary>A browser that is trusted spares its owner the second factor, and changes nothing about how they sign in.</summary>
internal sealed class TrustedDeviceTests : FactorPages
{
    [TestCase("/account/security/totp")]
    [TestCase("/account/security/password")]
    [TestCase("/account/profile/close")]
    public async Task Where_messages_are_the_only_second_factor_one_is_asked_for_before_anything_changes(string path)
    {
        var number = "+1555710" + Random.Shared.Next(1000, 10000);
        using var browser = await TrustedAsync(await PersonAsync((CredentialKinds.Sms, number)), number);

        await browser.GoAsync(path);
        Assert.That(browser.PageName, Is.EqualTo("second-factor"), "the session is recent, and a factor is missing");
        await SubmitAsync(browser, (await Gateway.NextAsync(number)).Code);

        Assert.That(browser.Address.AbsolutePath, Is.EqualTo(path));
    }

    [Test]
    public async Task A_form_that_is_posted_without_it_changes_nothing()
    {
        var person = await PersonAsync((CredentialKinds.Sms, "+15557100001"));
        using var browser = await TrustedAsync(person, "+15557100001");
        await browser.GoAsync("/account/security");
        await browser.PressAsync("credential-remove");

        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Assert.That((await ReadAsync(person.Id)).Has(CredentialKinds.Sms), Is.True);
    }

    [Test]
    public async Task An_application_cannot_ask_for_it_by_the_parameter_of_our_pages()
    {
        var person = await PersonAsync((CredentialKinds.Sms, "+15557100002"));
        using var browser = await TrustedAsync(person, "+15557100002");
        await browser.GoAsync(Portal().AuthorizeQuery(("every_factor", "true"), ("prompt", "login")));
        await TypeAsync(browser, person.PreferredUsername!);

        Assert.That(browser.Left, Is.Not.Null);
    }

    // Trusted by a first sign-in, and signed in anew with the password alone.
    private async Task<HttpBrowser> TrustedAsync(Account person, string number)
    {
        var browser = await WithPasswordAsync(person);
        await browser.PressAsync("code-submit", ("code", (await Gateway.NextAsync(number)).Code), ("trust-device", "true"));
        await browser.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(browser, person.PreferredUsername!);
        Assert.That(browser.Left, Is.Not.Null, browser.TextOf("form-error"));
        return browser;
    }
}
