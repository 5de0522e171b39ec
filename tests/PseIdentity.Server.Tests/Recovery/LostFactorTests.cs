using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>Every second factor is lost: password, mailbox, days, and the password again.</summary>
internal sealed class LostFactorTests : RecoveryPages
{
    private static readonly TimeSpan Wait = TimeSpan.FromHours(72);

    [TearDown]
    public async Task BobHasHisFactorAgain()
    {
        await GiveBobHisAppAsync();
        Clock.Advance(TimeSpan.FromDays(30));
    }

    [Test]
    public async Task After_the_wait_the_factors_go_and_another_one_is_set_up()
    {
        await BeginAsync();
        Clock.Advance(Wait);
        using var browser = await AtLostAsync();
        await browser.PressAsync("recover-submit");

        Assert.That(browser.PageName, Is.EqualTo("enroll"));
        Assert.That((await PersonAsync("bob")).Totp, Is.Null);
        await inbox.NextAsync("were removed because they are lost", "bob@example.com");
        using var later = await AtSignInAsync(Portal());
        await TypeAsync(later, "bob");
        Assert.That(later.PageName, Is.EqualTo("enroll"), "not before a factor is set up");
    }

    [Test]
    public async Task Before_the_end_of_the_wait_nothing_can_be_removed()
    {
        await BeginAsync();
        Clock.Advance(Wait - TimeSpan.FromMinutes(1));
        using var browser = await AtLostAsync();
        Assert.That(browser.Shows("recover-wait"), Is.True);
        await browser.PostAsync([]);

        Assert.That((await PersonAsync("bob")).Totp, Is.Not.Null);
    }

    [Test]
    public async Task A_word_from_the_owner_stops_it()
    {
        var stop = await BeginAsync();
        using var owner = await OpenAsync(stop);
        await owner.PressAsync("recover-submit");
        Assert.That(owner.Shows("recover-done"), Is.True);
        Clock.Advance(Wait);
        using var browser = await AtLostAsync();

        Assert.That(browser.TextOf("recover-submit"), Is.EqualTo("Send me a mail"), "all begins anew");
    }

    [Test]
    public async Task A_factor_that_is_used_meanwhile_stops_it()
    {
        await BeginAsync();
        using var owner = await AtSignInAsync(Portal());
        await TypeAsync(owner, "bob");
        await owner.PressAsync("code-submit", ("code", Code()));
        Assert.That(owner.Left, Is.Not.Null);
        Clock.Advance(Wait);
        using var browser = await AtLostAsync();

        Assert.That(browser.TextOf("recover-submit"), Is.EqualTo("Send me a mail"));
    }

    [Test]
    public async Task A_new_password_stops_it()
    {
        await BeginAsync();
        await ResetAsync("bob");
        Clock.Advance(Wait);
        using var browser = await AtLostAsync();

        Assert.That(browser.TextOf("recover-submit"), Is.EqualTo("Send me a mail"));
    }

    [Test]
    public async Task Without_the_password_nothing_begins()
    {
        using var browser = await AtSignInAsync(Portal());
        await browser.GoAsync("/recover/factor?" + browser.Address.Query.TrimStart('?'));

        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task The_link_of_the_mail_begins_the_wait_once()
    {
        using var asking = await AtLostAsync();
        await asking.PressAsync("recover-submit");
        var link = MailInbox.LinkIn((await inbox.NextAsync("/recover/factor?link=", "bob@example.com")).Text);
        using var first = await OpenAsync(link);
        using var second = await OpenAsync(link);
        await first.PressAsync("recover-submit");
        await second.PressAsync("recover-submit");

        Assert.That(first.Shows("recover-wait"), Is.True);
        Assert.That(second.Shows("recover-gone"), Is.True);
    }

    /// <summary>bob on the page about lost factors, his password just proven.</summary>
    private async Task<HttpBrowser> AtLostAsync()
    {
        var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        await browser.GoAsync(new Uri(browser.Address, browser.Page.GetElementById("lost-factors")!.GetAttribute("href")!));
        return browser;
    }

    /// <summary>Begins the wait; the link that stops it.</summary>
    private async Task<Uri> BeginAsync()
    {
        using var asking = await AtLostAsync();
        await asking.PressAsync("recover-submit");
        using var browser = await OpenAsync(MailInbox.LinkIn((await inbox.NextAsync("/recover/factor?link=", "bob@example.com")).Text));
        await browser.PressAsync("recover-submit");
        Assert.That(browser.Shows("recover-wait"), Is.True, browser.Page.Body?.TextContent);
        return MailInbox.LinkIn((await inbox.NextAsync("/recover/factor?stop=", "bob@example.com")).Text);
    }
}
