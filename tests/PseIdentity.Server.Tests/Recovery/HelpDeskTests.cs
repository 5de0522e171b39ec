using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Recovery;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>What the help desk does, and that the owner hears of it.</summary>
internal sealed class HelpDeskTests : RecoveryPages
{
    private HelpDesk Desk => Provider.Services.GetRequiredService<HelpDesk>();

    [TearDown]
    public Task BobHasHisFactorAgain() => GiveBobHisAppAsync();

    [Test]
    public async Task A_one_time_pass_stands_in_for_the_factor_once()
    {
        var pass = await Desk.IssuePassAsync(await PersonAsync("bob"), "erika", CancellationToken.None);
        await inbox.NextAsync("gave out a pass", "bob@example.com");

        Assert.That(await SignsInWithPassAsync(pass), Is.True);
        Assert.That(await SignsInWithPassAsync(pass), Is.False);
    }

    [Test]
    public async Task A_one_time_pass_is_a_second_factor_of_a_forgotten_password()
    {
        var pass = await Desk.IssuePassAsync(await PersonAsync("bob"), "erika", CancellationToken.None);
        using var browser = await OpenAsync(await LinkAsync("password", "bob"));
        await browser.GoAsync(new Uri(browser.Address, browser.Page.GetElementById("method-one-time-pass")!.GetAttribute("href")!));
        await browser.PressAsync("recover-submit", ("code", pass));

        Assert.That(browser.Shows("new-password"), Is.True, browser.TextOf("form-error"));
    }

    [Test]
    public async Task A_factor_that_is_reset_is_gone_and_another_one_must_be_set_up()
    {
        var removed = await Desk.ResetFactorsAsync(await PersonAsync("bob"), ["totp"], "erika");
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");

        Assert.That(removed, Is.EqualTo(new[] { "totp" }));
        Assert.That(browser.PageName, Is.EqualTo("enroll"));
    }

    [Test]
    public async Task Ended_sessions_and_grants_are_over()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, "alice");
        var tokens = await portal.RedeemAsync(portal.Answer(browser)["code"]);
        await Desk.EndSessionsAsync(await PersonAsync("alice"), "erika", CancellationToken.None);
        await browser.GoAsync("/account");

        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
    }

    private async Task<bool> SignsInWithPassAsync(string pass)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        if (browser.Page.GetElementById("method-one-time-pass") is not { } other)
            return false;
        await browser.GoAsync(new Uri(browser.Address, other.GetAttribute("href")!));
        await browser.PressAsync("code-submit", ("code", pass));
        return browser.Left is not null;
    }
}
