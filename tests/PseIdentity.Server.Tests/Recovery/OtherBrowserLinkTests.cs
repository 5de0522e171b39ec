using NUnit.Framework;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>Links of mails that are opened in another browser than the one that asked for them: each ends in a next step, there and where it was asked for.</summary>
internal sealed class OtherBrowserLinkTests : RecoveryPages
{
    [TearDown]
    public Task OldPasswordsAreBack() => ResetAsync("dora");

    [Test]
    public async Task An_account_is_unlocked_in_another_browser_and_the_sign_in_goes_on_in_the_first()
    {
        using var portal = Portal();
        using var first = await AtSignInAsync(portal);
        for (var i = 0; i < 6; i++)
            await TypeAsync(first, "dora", "wrong");
        Assert.That(first.TextOf("form-error"), Does.Contain("minutes"));

        using var other = await OpenAsync(await LinkAsync("unlock", "dora"));
        await other.PressAsync("recover-submit");
        Assert.That(other.Shows("recover-done"), Is.True);
        await other.GoAsync(new Uri(Issuer, other.Page.GetElementById("recover-continue")!.GetAttribute("href")!));
        Assert.That(other.PageName, Is.EqualTo("login"), "whoever has only this browser signs in here");

        await TypeAsync(first, "dora");
        Assert.That(portal.Answer(first), Does.ContainKey("code"));
    }

    [Test]
    public async Task A_new_password_that_was_chosen_in_another_browser_signs_in_where_the_sign_in_began()
    {
        using var portal = Portal();
        using var first = await AtSignInAsync(portal);
        await first.GoAsync(new Uri(Issuer, first.Page.GetElementById("forgot-password")!.GetAttribute("href")!));
        await first.PressAsync("recover-submit", ("identifier", "dora"));
        using var other = await OpenAsync(Server.Tests.MailInbox.LinkIn((await inbox.NextAsync("/recover/", "dora@example.com")).Text));
        await ChooseAsync(other);
        Assert.That(other.Shows("recover-done"), Is.True);

        // The page that still waits for the code says that it is of no more use, and leads back to the sign-in.
        await first.PressAsync("recover-submit", ("code", "12345678"));
        Assert.That(first.Shows("form-error"), Is.True);
        var back = first.Page.QuerySelectorAll("main a[href]").Select(link => link.GetAttribute("href")!).First(href => href.Contains("/login?pending=", StringComparison.Ordinal));
        await first.GoAsync(new Uri(Issuer, back));
        await TypeAsync(first, "dora", NewPassword);

        Assert.That(portal.Answer(first), Does.ContainKey("code"));
    }

    [TestCase("password")]
    [TestCase("unlock")]
    public async Task A_link_that_was_used_in_one_browser_says_so_in_another_and_offers_a_new_one(string way)
    {
        var link = await LinkAsync(way, "dora");
        using var first = await OpenAsync(link);
        if (way == "password")
            await ChooseAsync(first);
        else
            await first.PressAsync("recover-submit");
        Assert.That(first.Shows("recover-done"), Is.True, first.TextOf("main"));

        using var other = await OpenAsync(link);

        Assert.That(other.Shows("recover-gone"), Is.True);
        await other.GoAsync(new Uri(Issuer, other.Page.GetElementById("recover-again")!.GetAttribute("href")!));
        Assert.That(other.Shows("identifier"), Is.True);
    }

    [Test]
    public async Task The_page_that_waits_for_a_mail_is_of_no_use_in_another_browser_and_offers_to_ask_again()
    {
        using var first = await AskAsync("password", "dora");
        using var other = await OpenAsync(first.Address);

        Assert.That(other.Shows("code"), Is.False);
        Assert.That(other.Page.QuerySelector("main form button[type=submit], main a[href]"), Is.Not.Null, other.TextOf("main"));
    }
}
