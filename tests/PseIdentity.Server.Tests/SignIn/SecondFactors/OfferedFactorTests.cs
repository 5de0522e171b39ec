using NUnit.Framework;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.SecondFactors;

/// <summary>Which factor is asked for, and which others are offered.</summary>
internal sealed class OfferedFactorTests : FactorPages
{
    private const string Number = "+15550100";

    [Test]
    public async Task The_strongest_is_asked_for_first_and_the_others_are_offered()
    {
        var person = await PersonAsync((CredentialKinds.Email, "a@example.com"), (CredentialKinds.Sms, Number), (CredentialKinds.Totp, ""));
        await CodesOfAsync(person);
        using var browser = await WithPasswordAsync(person);

        Assert.That(Asked(browser), Is.EqualTo("otp"));
        Assert.That(Others(browser), Is.EqualTo(new[] { "method-sms", "method-email", "method-recovery" }));
        Assert.That(Gateway.Has(Number), Is.False, "nothing is sent before it is chosen");
    }

    [Test]
    public async Task The_one_that_was_used_last_is_asked_for_the_next_time()
    {
        var person = await PersonAsync((CredentialKinds.Sms, "+15550101"), (CredentialKinds.Totp, ""));
        using var first = await WithPasswordAsync(person);
        await FollowAsync(first, "method-sms");
        await SubmitAsync(first, (await Gateway.NextAsync("+15550101")).Code);
        Assert.That(first.Left, Is.Not.Null);

        using var second = await WithPasswordAsync(person);
        Assert.That(Asked(second), Is.EqualTo("sms"));
        Assert.That(Others(second), Does.Contain("method-otp"));
    }

    [Test]
    public async Task Where_more_is_wanted_messages_are_not_offered()
    {
        var person = await PersonAsync((CredentialKinds.Sms, Number), (CredentialKinds.Email, "a@example.com"), (CredentialKinds.Totp, ""));
        using var browser = await WithPasswordAsync(person, Portal(), ("acr_values", Mfa));
        Assert.That(Asked(browser), Is.EqualTo("otp"));
        Assert.That(Others(browser), Is.Empty);

        // Nor do they count where they are asked for all the same.
        await browser.GoAsync(browser.Address + "&method=sms");
        Assert.That(Asked(browser), Is.EqualTo("otp"));
        Assert.That(Gateway.Has(Number), Is.False);
    }

    [Test]
    public async Task Step_up_to_payment_level_asks_for_the_authenticator_alone()
    {
        using var portal = Portal();
        var person = await PersonAsync((CredentialKinds.Sms, "+15550102"), (CredentialKinds.Totp, ""));
        using var browser = await WithPasswordAsync(person, portal);
        await FollowAsync(browser, "method-sms");
        await SubmitAsync(browser, (await Gateway.NextAsync("+15550102")).Code);
        Assert.That(browser.Left, Is.Not.Null);

        await browser.GoAsync(portal.AuthorizeQuery(("acr_values", Mfa)));
        Assert.That(Asked(browser), Is.EqualTo("otp"));
        Assert.That(Others(browser), Is.Empty);
        await SubmitAsync(browser, Code());
        Assert.That((await ProvenAsync(portal, browser)).Acr, Is.EqualTo(Mfa));
    }

    [Test]
    public async Task Where_a_code_alone_is_enrolled_it_is_enough_unless_more_is_essential()
    {
        var person = await PersonAsync((CredentialKinds.Sms, "+15550103"));
        using var browser = await WithPasswordAsync(person, Portal(), ("acr_values", Mfa));
        await SubmitAsync(browser, (await Gateway.NextAsync("+15550103")).Code);

        Assert.That(browser.Left, Is.Not.Null, "acr_values is a wish (OpenID Connect Core §3.1.2.1)");
    }

    private static string? Asked(HttpBrowser browser) => browser.Page.QuerySelector("input[name=method]")?.GetAttribute("value");

    private static IEnumerable<string?> Others(HttpBrowser browser) => browser.Page.QuerySelectorAll("#other-methods a").Select(link => link.Id);
}
