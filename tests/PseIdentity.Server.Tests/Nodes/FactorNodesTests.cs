using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Nodes;

/// <summary>What counts once, and what counts together, where every request meets the other one of two nodes.</summary>
internal sealed class FactorNodesTests : NodesFixture
{
    protected override IReadOnlyList<string> People { get; } = ["replayed", "at-once", "with-codes", "with-pass", "trusting"];

    [Test]
    public async Task Wrong_passwords_are_counted_by_both_nodes_together()
    {
        using var guesser = await AtSignInAsync();
        for (var i = 0; i < 5; i++)
            await TypeAsync(guesser, "alice", "wrong");
        Assert.That(guesser.TextOf("form-error"), Does.Not.Contain("minutes"));

        for (var turn = 0; turn < 2; turn++)
        {
            await TypeAsync(guesser, "alice");
            Assert.That(guesser.TextOf("form-error"), Does.Contain("minutes"), "the right one is heard by neither");
        }
    }

    [Test]
    public async Task Of_twenty_guesses_at_once_at_two_nodes_five_are_compared()
    {
        var browsers = await ManyAsync(20, () => AtSignInAsync());

        await Task.WhenAll(browsers.Select(browser => TypeAsync(browser, "dora", "wrong")));

        Assert.That(browsers.Count(browser => browser.TextOf("form-error")!.Contains("not right", StringComparison.Ordinal)), Is.EqualTo(5));
        Assert.That(browsers.Count(browser => browser.TextOf("form-error")!.Contains("minutes", StringComparison.Ordinal)), Is.EqualTo(15));
        browsers.ForEach(browser => browser.Dispose());
    }

    [Test, Category("RFC 6238 §5.2")]
    public async Task A_code_that_one_node_took_is_refused_by_both()
    {
        var code = Totp.Now(Installation.TotpSecret);
        using var first = await AtSecondStepAsync("replayed");
        using var second = await AtSecondStepAsync("replayed");
        await first.PressAsync("code-submit", ("code", code));
        Assert.That(first.Left, Is.Not.Null, first.TextOf("form-error"));

        for (var turn = 0; turn < 2; turn++)
        {
            await second.PressAsync("code-submit", ("code", code));
            Assert.That(second.Left, Is.Null);
            Assert.That(second.TextOf("form-error"), Does.Contain("not right"));
        }
    }

    [Test, Category("RFC 6238 §5.2")]
    public async Task Of_many_uses_of_one_code_at_once_at_both_nodes_one_signs_in()
    {
        var browsers = await ManyAsync(6, () => AtSecondStepAsync("at-once"));

        var code = Totp.Now(Installation.TotpSecret);
        await Task.WhenAll(browsers.Select(browser => browser.PressAsync("code-submit", ("code", code))));

        Assert.That(browsers.Count(browser => browser.Left is not null), Is.EqualTo(1));
        browsers.ForEach(browser => browser.Dispose());
    }

    [Test]
    public async Task Each_recovery_code_signs_in_once_however_many_use_it_at_once_at_both_nodes()
    {
        using var owner = await AtSecondStepAsync("with-codes");
        await owner.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)));
        await owner.GoAsync("/account/security/recovery-codes");
        await owner.PressAsync("recovery-codes-new");
        var codes = owner.Page.QuerySelectorAll("#recovery-codes code").Select(code => code.TextContent).ToList();
        Assert.That(codes, Has.Count.EqualTo(10), owner.TextOf("main"));

        foreach (var code in codes.Take(2))
        {
            var browsers = await ManyAsync(4, () => AtSecondStepAsync("with-codes", "recovery"));
            await Task.WhenAll(browsers.Select(browser => browser.PressAsync("code-submit", ("code", code))));
            Assert.That(browsers.Count(browser => browser.Left is not null), Is.EqualTo(1));

            var refused = browsers.First(browser => browser.Left is null);
            await refused.PressAsync("code-submit", ("code", code));
            Assert.That(refused.Left, Is.Null, "nor afterwards");
            browsers.ForEach(browser => browser.Dispose());
            await CommandAsync("users", "unlock", "with-codes");
        }
    }

    [Test]
    public async Task A_pass_of_the_help_desk_signs_in_once()
    {
        var pass = (await CommandAsync("users", "one-time-pass", "with-pass", "--by", "erika")).Trim();
        var browsers = await ManyAsync(4, () => AtSecondStepAsync("with-pass", "one-time-pass"));

        await Task.WhenAll(browsers.Select(browser => browser.PressAsync("code-submit", ("code", pass))));

        Assert.That(browsers.Count(browser => browser.Left is not null), Is.EqualTo(1));
        browsers.ForEach(browser => browser.Dispose());
        for (var turn = 0; turn < 2; turn++)
        {
            using var again = await AtSignInAsync();
            await TypeAsync(again, "with-pass");
            if (turn == 1)
                await again.GoAsync(again.Address);
            Assert.That(again.Shows("method-one-time-pass"), Is.False, "there is none any more");
        }
    }

    [Test]
    public async Task A_browser_that_was_forgotten_at_one_node_is_trusted_by_neither()
    {
        using var trusted = await AtSecondStepAsync("trusting");
        await trusted.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)), ("trust-device", "true"));
        for (var turn = 0; turn < 2; turn++)
        {
            await trusted.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
            await TypeAsync(trusted, "trusting");
            Assert.That(trusted.Left, Is.Not.Null, "both nodes trust it");
            await trusted.GoAsync("/help");
        }

        await trusted.GoAsync("/account/sessions");
        await trusted.PressAsync("device-forget");
        for (var turn = 0; turn < 2; turn++)
        {
            await trusted.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
            await TypeAsync(trusted, "trusting");
            Assert.That(trusted.PageName, Is.EqualTo("second-factor"));
            await trusted.GoAsync("/help");
        }
    }
}
