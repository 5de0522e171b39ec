using NUnit.Framework;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>A mail, a link or its code, a new password.</summary>
internal sealed class ForgottenPasswordTests : RecoveryPages
{
    [TearDown]
    public Task OldPasswordsAreBack() => Task.WhenAll(ResetAsync("dora"), ResetAsync("bob"));

    [Test]
    public async Task A_link_leads_to_a_new_password_which_signs_in_and_the_old_one_does_not()
    {
        using var browser = await OpenAsync(await LinkAsync("password", "dora"));
        await ChooseAsync(browser);

        Assert.That(browser.Shows("recover-done"), Is.True, browser.Page.Body?.TextContent);
        Assert.That(await SignsInAsync("dora", NewPassword), Is.True);
        Assert.That(await SignsInAsync("dora", Password), Is.False);
        await inbox.NextAsync("was replaced by a new one", "dora@example.com");
    }

    [Test]
    public async Task The_code_of_the_mail_does_the_same_and_leads_back_to_the_application()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await browser.GoAsync(new Uri(Issuer, browser.Page.GetElementById("forgot-password")!.GetAttribute("href")!));
        await browser.PressAsync("recover-submit", ("identifier", "dora"));
        var mail = await inbox.NextAsync("/recover/", "dora@example.com");

        await browser.PressAsync("recover-submit", ("code", MailCodeIn(mail)));
        await ChooseAsync(browser);
        await browser.GoAsync(new Uri(Issuer, browser.Page.GetElementById("recover-continue")!.GetAttribute("href")!));
        await TypeAsync(browser, "dora", NewPassword);

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test]
    public async Task A_link_works_in_another_browser_and_ends_in_a_next_step()
    {
        var link = await LinkAsync("password", "dora");
        using var other = await OpenAsync(link);
        await ChooseAsync(other);
        await other.GoAsync(new Uri(Issuer, other.Page.GetElementById("recover-continue")!.GetAttribute("href")!));

        Assert.That(other.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task Looking_at_a_link_uses_nothing_up()
    {
        var link = await LinkAsync("password", "dora");
        for (var i = 0; i < 3; i++)
            (await OpenAsync(link)).Dispose();
        using var browser = await OpenAsync(link);
        await ChooseAsync(browser);

        Assert.That(browser.Shows("recover-done"), Is.True);
    }

    [Test]
    public async Task A_link_works_once()
    {
        var link = await LinkAsync("password", "dora");
        using var first = await OpenAsync(link);
        using var second = await OpenAsync(link);
        await ChooseAsync(first);
        await ChooseAsync(second, "Another-Password-42-Zebra");

        Assert.That(second.Shows("recover-gone"), Is.True);
        Assert.That(second.Shows("recover-again"), Is.True, "the next step");
        Assert.That(await SignsInAsync("dora", NewPassword), Is.True);
    }

    [Test]
    public async Task Of_twenty_uses_of_one_link_at_once_one_sets_a_password()
    {
        var link = await LinkAsync("password", "dora");
        var browsers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenAsync(link)));
        await Task.WhenAll(browsers.Select((browser, i) => ChooseAsync(browser, $"Wandering-Teapot-{i}-Lighthouse")));

        Assert.That(browsers.Count(browser => browser.Shows("recover-done")), Is.EqualTo(1));
        foreach (var browser in browsers)
            browser.Dispose();
    }

    [Test]
    public async Task A_link_expires_after_a_quarter_of_an_hour()
    {
        var link = await LinkAsync("password", "dora");
        Clock.Advance(TimeSpan.FromMinutes(15));
        using var browser = await OpenAsync(link);

        Assert.That(browser.Shows("recover-gone"), Is.True);
    }

    [Test]
    public async Task An_older_link_works_until_one_of_them_is_used()
    {
        var older = await LinkAsync("password", "dora");
        var newer = await LinkAsync("password", "dora");
        using var first = await OpenAsync(older);
        using var second = await OpenAsync(newer);
        Assert.That(first.Shows("new-password"), Is.True, "a stranger's request must not take the owner's link away");
        Assert.That(second.Shows("new-password"), Is.True);

        await ChooseAsync(first);
        Assert.That(first.Shows("recover-done"), Is.True);
        using var third = await OpenAsync(newer);
        Assert.That(third.Shows("recover-gone"), Is.True);
    }

    [Test]
    public async Task Of_several_links_used_at_once_one_sets_a_password()
    {
        var links = new[] { await LinkAsync("password", "dora"), await LinkAsync("password", "dora"), await LinkAsync("password", "dora") };
        var browsers = await Task.WhenAll(links.Select(OpenAsync));
        await Task.WhenAll(browsers.Select((browser, i) => ChooseAsync(browser, $"Wandering-Teapot-{i}-Lighthouse")));

        Assert.That(browsers.Count(browser => browser.Shows("recover-done")), Is.EqualTo(1));
        foreach (var browser in browsers)
            browser.Dispose();
    }

    [Test]
    public async Task A_password_that_was_changed_meanwhile_makes_the_link_worthless()
    {
        var link = await LinkAsync("password", "dora");
        using var browser = await OpenAsync(link);
        await ResetAsync("dora");
        await ChooseAsync(browser);

        Assert.That(browser.Shows("recover-gone"), Is.True);
        Assert.That(await SignsInAsync("dora", Password), Is.True);
    }

    [Test]
    public async Task A_link_of_an_account_that_was_disabled_meanwhile_works_no_more()
    {
        var link = await LinkAsync("password", "dora");
        var id = (await PersonAsync("dora")).Id;
        await Registry.DisableAsync(id, CancellationToken.None);
        using var browser = await OpenAsync(link);
        await Registry.EnableAsync(id, CancellationToken.None);

        Assert.That(browser.Shows("recover-gone"), Is.True);
    }

    [Test]
    public async Task An_unfit_password_costs_no_link_and_says_why()
    {
        using var browser = await OpenAsync(await LinkAsync("password", "dora"));
        await ChooseAsync(browser, "password1234");
        Assert.That(browser.Shows("form-error"), Is.True);
        await browser.PressAsync("recover-submit", ("new-password", NewPassword), ("confirm-password", "something else"));
        Assert.That(browser.Shows("form-error"), Is.True);
        await ChooseAsync(browser);

        Assert.That(browser.Shows("recover-done"), Is.True);
    }

    [Test]
    public async Task A_new_password_ends_the_sessions_and_grants()
    {
        using var portal = Portal();
        using var signedIn = await AtSignInAsync(portal);
        await TypeAsync(signedIn, "dora");
        var tokens = await portal.RedeemAsync(portal.Answer(signedIn)["code"]);

        using var browser = await OpenAsync(await LinkAsync("password", "dora"));
        await ChooseAsync(browser);
        await signedIn.GoAsync("/account");

        Assert.That(signedIn.PageName, Is.EqualTo("login"));
        Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
    }

    [Test]
    public async Task The_second_factor_is_asked_for_before_the_new_password()
    {
        var link = await LinkAsync("password", "bob");
        using var browser = await OpenAsync(link);
        Assert.That(browser.Shows("new-password"), Is.False);
        await browser.PressAsync("recover-submit", ("code", Code()));
        Assert.That(browser.Shows("new-password"), Is.True, browser.TextOf("form-error"));
        using var other = await OpenAsync(link);
        Assert.That(other.Shows("new-password"), Is.False, "another browser has proven nothing");
        await ChooseAsync(browser);

        Assert.That(browser.Shows("recover-done"), Is.True);
    }

    [Test]
    public async Task A_new_password_without_the_second_factor_is_not_heard()
    {
        using var browser = await OpenAsync(await LinkAsync("password", "bob"));
        await browser.PostAsync([new("new-password", NewPassword), new("confirm-password", NewPassword)]);

        Assert.That(browser.Shows("recover-done"), Is.False);
        Assert.That(await SignsInAsync("bob", NewPassword), Is.False);
    }

    [Test]
    public async Task After_five_wrong_codes_the_right_one_is_not_heard_but_the_link_is()
    {
        using var browser = await AskAsync("password", "dora");
        var mail = await inbox.NextAsync("/recover/", "dora@example.com");
        for (var i = 0; i < 5; i++)
            await browser.PressAsync("recover-submit", ("code", "00000000"));
        await browser.PressAsync("recover-submit", ("code", MailCodeIn(mail)));
        Assert.That(browser.Shows("form-error"), Is.True);

        using var other = await OpenAsync(MailInbox.LinkIn(mail.Text));
        Assert.That(other.Shows("new-password"), Is.True);
    }

    [Test]
    public async Task A_mail_is_sent_again_after_a_wait()
    {
        using var browser = await AskAsync("password", "dora");
        var first = await inbox.NextAsync("/recover/", "dora@example.com");
        await browser.PressAsync("code-resend");
        Assert.That(browser.Shows("form-error"), Is.True, "too soon");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.PressAsync("code-resend");
        var second = await inbox.NextAsync("/recover/", "dora@example.com");

        Assert.That(MailCodeIn(second), Is.Not.EqualTo(MailCodeIn(first)));
        await browser.PressAsync("recover-submit", ("code", MailCodeIn(second)));
        Assert.That(browser.Shows("new-password"), Is.True);
    }
}
