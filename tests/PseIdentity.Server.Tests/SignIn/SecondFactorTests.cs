using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>The code of an authenticator app, over HTTP.</summary>
internal sealed class SecondFactorTests : SignInPages
{
    // Installation.TotpSecret, whose base32 is that of "Hello!" and four bytes, twice.
    private static readonly byte[] Key = Convert.FromHexString("48656c6c6f21deadbeef48656c6c6f21deadbeef");

    [SetUp]
    public void NextStep() => Clock.Advance(TimeSpan.FromMinutes(2));

    [Test]
    public async Task Somebody_with_an_authenticator_is_asked_for_its_code_and_the_token_says_so()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, "bob");
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Assert.That(browser.Page.QuerySelector("main")?.TextContent, Does.Contain("Bob Roe"));
        await browser.PressAsync("code-submit", ("code", Code()));

        var claims = await ClaimsAsync(portal, browser);

        Assert.That(claims.GetProperty("amr").EnumerateArray().Select(method => method.GetString()), Is.EqualTo(new[] { "pwd", "otp", "mfa" }));
        Assert.That(claims.GetProperty("acr").GetString(), Is.EqualTo("urn:pse-identity:acr:mfa"));
    }

    [Test]
    public async Task A_code_typed_in_groups_is_read()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        await browser.PressAsync("code-submit", ("code", Code().Insert(3, " ")));

        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test, Category("RFC 6238 §5.2")]
    public async Task A_code_works_once()
    {
        var code = Code();
        using var first = await AtSignInAsync(Portal());
        using var second = await AtSignInAsync(Portal());
        await TypeAsync(first, "bob");
        await TypeAsync(second, "bob");
        await first.PressAsync("code-submit", ("code", code));
        await second.PressAsync("code-submit", ("code", code));

        Assert.That(first.Left, Is.Not.Null);
        Assert.That(second.PageName, Is.EqualTo("second-factor"));
        Assert.That(second.Shows("form-error"), Is.True);

        await second.PressAsync("code-submit", ("code", Code(-1)));
        Assert.That(second.PageName, Is.EqualTo("second-factor"), "nor does an earlier one afterwards");
    }

    [Test]
    public async Task Of_several_posts_of_one_code_at_once_one_signs_in()
    {
        var code = Code();
        var browsers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AtSignInAsync(Portal())));
        foreach (var browser in browsers)
            await TypeAsync(browser, "bob");
        await Task.WhenAll(browsers.Select(browser => browser.PressAsync("code-submit", ("code", code))));

        Assert.That(browsers.Count(browser => browser.Left is not null), Is.EqualTo(1));
        foreach (var browser in browsers)
            browser.Dispose();
    }

    [Test]
    public async Task Without_the_password_there_is_no_code_page()
    {
        using var browser = await AtSignInAsync(Portal());
        await browser.GoAsync("/login/code" + browser.Address.Query);

        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task A_code_without_the_password_signs_nobody_in()
    {
        using var browser = await AtSignInAsync(Portal());
        var unproven = browser.Address.Query;
        await browser.GoAsync(Portal().AuthorizeQuery());
        await TypeAsync(browser, "bob");

        browser.Page.QuerySelector("form")?.SetAttribute("action", "/login/code" + unproven);
        await browser.PressAsync("code-submit", ("code", Code()));

        Assert.That(browser.Left, Is.Null);
        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task The_password_of_one_tab_does_not_count_in_another()
    {
        using var browser = await AtSignInAsync(Portal());
        var first = browser.Address;
        await TypeAsync(browser, "bob");
        await browser.GoAsync(Portal().AuthorizeQuery());

        Assert.That(browser.PageName, Is.EqualTo("login"), "another request begins at the beginning");
        await browser.GoAsync(first);
        Assert.That(browser.PageName, Is.EqualTo("second-factor"), "the first one goes on where it was");
    }

    [Test]
    public async Task Two_people_in_two_tabs_are_not_mixed()
    {
        using var portal = Portal();
        using var budget = Budget();
        using var browser = await AtSignInAsync(portal);
        var bobsTab = browser.Address;
        await TypeAsync(browser, "bob");

        await browser.GoAsync(budget.AuthorizeQuery());
        await TypeAsync(browser, "alice");
        Assert.That(browser.PageName, Is.EqualTo("consent"));

        await browser.GoAsync(bobsTab);
        await browser.PressAsync("code-submit", ("code", Code()));
        var claims = await ClaimsAsync(portal, browser);
        Assert.That(claims.GetProperty("amr").GetArrayLength(), Is.EqualTo(3), "bob's sign-in was bob's alone");
    }

    [Test]
    public async Task Somebody_else_can_begin_again_from_the_code_page()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        await browser.PressAsync("start-again");
        Assert.That(browser.PageName, Is.EqualTo("login"));

        await TypeAsync(browser, "alice");
        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task A_password_that_was_typed_long_ago_is_asked_for_again()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        Clock.Advance(TimeSpan.FromMinutes(16));
        await browser.PressAsync("code-submit", ("code", Code()));

        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [TestCase("")]
    [TestCase("12345")]
    [TestCase("letters")]
    public async Task What_is_no_code_costs_no_guess(string typed)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        for (var i = 0; i < 6; i++)
            await browser.PressAsync("code-submit", ("code", typed));
        await browser.PressAsync("code-submit", ("code", Code()));

        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task Whoever_is_signed_in_by_password_is_asked_for_the_code_alone_where_more_is_wanted()
    {
        const string mfa = "urn:pse-identity:acr:mfa";
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal, ("acr_values", mfa));
        await TypeAsync(browser, "alice");
        var before = await ClaimsAsync(portal, browser);
        Assert.That(before.GetProperty("acr").GetString(), Is.Not.EqualTo(mfa), "it is a wish, and alice has no authenticator yet");

        await EnrolAliceAsync(Key);
        await browser.GoAsync(portal.AuthorizeQuery(("acr_values", mfa)));
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        await browser.PressAsync("start-again");
        Assert.That(browser.PageName, Is.EqualTo("login"), "or another person signs in");

        await browser.GoAsync(portal.AuthorizeQuery(("acr_values", mfa)));
        await browser.PressAsync("code-submit", ("code", Code()));
        var after = await ClaimsAsync(portal, browser);
        await EnrolAliceAsync(null);

        Assert.That(after.GetProperty("acr").GetString(), Is.EqualTo(mfa));
        Assert.That(after.GetProperty("amr").EnumerateArray().Select(method => method.GetString()), Is.EqualTo(new[] { "pwd", "otp", "mfa" }));
        Assert.That(after.GetProperty("sid").GetString(), Is.EqualTo(before.GetProperty("sid").GetString()));
    }

    private async Task EnrolAliceAsync(byte[]? key)
    {
        var alice = await Provider.Services.GetRequiredService<UserStore>().FindByIdentifierAsync("alice", CancellationToken.None);
        await Provider.Services.GetRequiredService<UserRegistry>().SetTotpSecretAsync(alice!.Id, key, CancellationToken.None);
    }
}
