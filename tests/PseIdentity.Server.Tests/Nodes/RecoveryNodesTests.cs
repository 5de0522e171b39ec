using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Nodes;

/// <summary>The way back in, where every request meets the other one of two nodes.</summary>
internal sealed class RecoveryNodesTests : NodesFixture
{
    protected override IReadOnlyList<string> People { get; } = [];

    [Test]
    public async Task A_link_that_was_asked_for_at_one_node_sets_one_password_at_both_together()
    {
        var link = await LinkAsync("password", "alice");
        var browsers = await ManyAsync(6, () => OpenAsync(link));

        await Task.WhenAll(browsers.Select((browser, i) => ChooseAsync(browser, $"Wandering-Teapot-{i}-Lighthouse")));

        Assert.That(browsers.Count(browser => browser.Shows("recover-done")), Is.EqualTo(1));
        var chosen = browsers.FindIndex(browser => browser.Shows("recover-done"));
        browsers.ForEach(browser => browser.Dispose());
        using var late = await OpenAsync(link);
        for (var turn = 0; turn < 2; turn++)
        {
            await late.GoAsync(link);
            Assert.That(late.Shows("recover-gone"), Is.True, "neither node knows it any more");
        }
        for (var turn = 0; turn < 2; turn++)
        {
            using var browser = await AtSignInAsync();
            if (turn == 1)
                await browser.GoAsync(browser.Address);
            await TypeAsync(browser, "alice", $"Wandering-Teapot-{chosen}-Lighthouse");
            Assert.That(browser.Left, Is.Not.Null, browser.TextOf("form-error"));
        }
    }

    [Test]
    public async Task A_lock_that_is_ended_at_one_node_is_ended_at_both()
    {
        using var guesser = await AtSignInAsync();
        for (var i = 0; i < 6; i++)
            await TypeAsync(guesser, "dora", "wrong");
        Assert.That(guesser.TextOf("form-error"), Does.Contain("minutes"));

        using var owner = await OpenAsync(await LinkAsync("unlock", "dora"));
        await owner.PressAsync("recover-submit");
        Assert.That(owner.Shows("recover-done"), Is.True, owner.TextOf("main"));

        for (var turn = 0; turn < 2; turn++)
        {
            using var browser = await AtSignInAsync();
            if (turn == 1)
                await browser.GoAsync(browser.Address);
            await TypeAsync(browser, "dora");
            Assert.That(browser.Left, Is.Not.Null, browser.TextOf("form-error"));
        }
    }

    private async Task<Uri> LinkAsync(string way, string name)
    {
        using var browser = new HttpBrowser(Issuer, Nodes);
        await browser.GoAsync("/recover/" + way);
        await browser.PressAsync("recover-submit", ("identifier", name));
        return await MailInbox.LinkInFolderAsync(MailFolder, "/recover/" + way, name + "@example.com");
    }

    private async Task<HttpBrowser> OpenAsync(Uri link)
    {
        var browser = new HttpBrowser(Issuer, Nodes);
        await browser.GoAsync(link);
        return browser;
    }

    private static Task ChooseAsync(HttpBrowser browser, string password) =>
        browser.PressAsync("recover-submit", ("new-password", password), ("confirm-password", password));
}
