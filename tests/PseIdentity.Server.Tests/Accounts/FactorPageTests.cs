using NUnit.Framework;
using PseIdentity.Server.SignIn.SecondFactors;
using PhoneTotp = PseIdentity.Testing.Http.Totp;

namespace PseIdentity.Server.Tests.Accounts;

/// <summary>Setting up an authenticator app and recovery codes on the account's pages.</summary>
internal sealed class FactorPageTests : AccountPages
{
    [Test]
    public async Task An_app_is_set_up_by_its_first_code_and_recovery_codes_come_next()
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/security/totp");
        var secret = browser.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal);

        await browser.PressAsync("code-submit", ("code", "000000"));
        Assert.That(browser.Shows("form-error"), Is.True);
        Assert.That(browser.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal), Is.EqualTo(secret), "the same key once more");

        await browser.PressAsync("code-submit", ("code", PhoneTotp.At(secret, Clock.GetUtcNow())));

        Assert.That((await NowAsync(person))!.Totp, Is.Not.Null);
        Assert.That((await Inbox.NextAsync("was added")).To, Is.EqualTo(person.Email));
        Assert.That(browser.PageName, Is.Not.EqualTo("account-totp"));
    }

    [Test]
    public async Task A_key_that_was_offered_to_somebody_else_is_not_taken()
    {
        var (first, second) = (await PersonAsync(), await PersonAsync());
        using var theirs = await SignedInAsync(first, "/account/security/totp");
        var secret = theirs.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal);
        var ticket = theirs.Page.QuerySelector("input[name=ticket]")!.GetAttribute("value")!;
        using var browser = await SignedInAsync(second, "/account/security/totp");

        await browser.PressAsync("code-submit", ("ticket", ticket), ("code", PhoneTotp.At(secret, Clock.GetUtcNow())));

        Assert.That((await NowAsync(second))!.Totp, Is.Null);
    }

    [Test]
    public async Task Recovery_codes_are_shown_once_and_listed_by_their_number()
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/security/recovery-codes");

        await browser.PressAsync("recovery-codes-new");
        Assert.That(browser.Page.QuerySelectorAll("#recovery-codes li"), Has.Length.EqualTo(10));
        Assert.That(RecoveryCodes.Left((await NowAsync(person))!), Is.EqualTo(10));

        await browser.GoAsync("/account/security/recovery-codes");
        Assert.That(browser.Shows("recovery-codes"), Is.False);
        Assert.That(browser.Page.QuerySelector(".lead")!.TextContent, Does.Contain("10"));
        await browser.GoAsync("/account/security");
        Assert.That(browser.Page.QuerySelector("[data-credential]")!.TextContent, Does.Contain("Recovery codes"));
    }

    [TestCase("/account/security/totp")]
    [TestCase("/account/security/recovery-codes")]
    public async Task Setting_up_asks_for_a_recent_sign_in(string path)
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person);
        Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.GoAsync(path);

        Assert.That(browser.PageName, Is.EqualTo("login"));
        await TypeAsync(browser, person.PreferredUsername!);
        Assert.That(browser.Address.AbsolutePath, Is.EqualTo(path));
    }
}
