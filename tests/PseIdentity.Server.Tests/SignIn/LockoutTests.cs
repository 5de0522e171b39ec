using NUnit.Framework;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>Guesses are counted before they are compared.</summary>
[NonParallelizable]
internal sealed class LockoutTests : SignInPages
{
    [TestCase("alice")]
    [TestCase("nobody-knows-me")]
    public async Task After_five_wrong_passwords_nothing_is_heard_for_fifteen_minutes(string userName)
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        for (var i = 0; i < 5; i++)
            await TypeAsync(browser, userName, "wrong");
        var wrong = browser.TextOf("form-error");

        await TypeAsync(browser, userName);
        var until = Clock.GetUtcNow() + TimeSpan.FromMinutes(15);

        Assert.That(browser.TextOf("form-error"), Is.Not.EqualTo(wrong));
        Assert.That(browser.TextOf("form-error"), Does.Contain("15 minutes").And.Contain(until.ToString("HH:mm", null)));

        Clock.Advance(TimeSpan.FromMinutes(15));
        await TypeAsync(browser, userName);
        Assert.That(browser.Left is not null, Is.EqualTo(userName == "alice"));
    }

    [Test]
    public async Task Every_name_of_an_account_counts_for_the_same_account()
    {
        using var browser = await AtSignInAsync(Portal());
        foreach (var name in new[] { "carol", "CAROL", "carol@example.com", "carol", "Carol@Example.com" })
            await TypeAsync(browser, name, "wrong");

        await TypeAsync(browser, "carol");

        Assert.That(browser.PageName, Is.EqualTo("login"), "not even the right password is heard");
        Assert.That(browser.TextOf("form-error"), Does.Contain("not right"), "and no name tells what happened under another");
        await TypeAsync(browser, "carol@example.com");
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Clock.Advance(TimeSpan.FromMinutes(15));
    }

    [Test]
    public async Task Of_twenty_guesses_at_once_five_are_compared()
    {
        var browsers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AtSignInAsync(Portal())));
        await Task.WhenAll(browsers.Select(browser => TypeAsync(browser, "parallel", "wrong")));

        Assert.That(browsers.Count(browser => browser.TextOf("form-error")!.Contains("not right", StringComparison.Ordinal)), Is.EqualTo(5));
        foreach (var browser in browsers)
            browser.Dispose();
    }

    [Test]
    public async Task A_right_password_gives_the_guesses_back()
    {
        for (var round = 0; round < 3; round++)
        {
            using var browser = await AtSignInAsync(Portal());
            for (var i = 0; i < 4; i++)
                await TypeAsync(browser, "bob", "wrong");
            await TypeAsync(browser, "bob");

            Assert.That(browser.PageName, Is.EqualTo("second-factor"), $"round {round}");
        }
    }

    [Test]
    public async Task After_five_wrong_codes_the_right_one_is_not_heard_either()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        for (var i = 0; i < 5; i++)
            await browser.PressAsync("code-submit", ("code", "000000"));

        await browser.PressAsync("code-submit", ("code", Code()));

        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Assert.That(browser.TextOf("form-error"), Does.Contain("minutes"));
        Clock.Advance(TimeSpan.FromMinutes(15));
    }
}
