using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>The steps besides password and code: a forced change, consent, the choice of an account, signing in again.</summary>
internal sealed class StepsTests : SignInPages
{
    [Test, NonParallelizable]
    public async Task A_password_that_somebody_else_set_is_replaced_before_anything_else()
    {
        const string chosen = "a-very-0wn-long-password";
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, "carol");
        Assert.That(browser.PageName, Is.EqualTo("change-password"));

        await ChangeAsync(browser, "wrong", chosen, chosen);
        Assert.That(browser.Shows("form-error"), Is.True, "the current one is asked for");
        await ChangeAsync(browser, Password, chosen, chosen + "x");
        Assert.That(browser.Shows("form-error"), Is.True, "both must be the same");
        await ChangeAsync(browser, Password, "short", "short");
        Assert.That(browser.TextOf("form-error"), Does.Contain("12"), "the rule is said");
        await ChangeAsync(browser, Password, Password, Password);
        Assert.That(browser.Shows("form-error"), Is.True, "the old one is no new one");

        await ChangeAsync(browser, Password, chosen, chosen);
        Assert.That((await ClaimsAsync(portal, browser)).GetProperty("amr")[0].GetString(), Is.EqualTo("pwd"));

        using var again = await AtSignInAsync(portal);
        await TypeAsync(again, "carol", chosen);
        Assert.That(again.Left, Is.Not.Null, "once is enough");
    }

    [Test]
    public async Task Consent_says_what_is_asked_and_remembers_the_answer()
    {
        using var budget = Budget();
        using var browser = await AtSignInAsync(budget);
        await TypeAsync(browser, "alice");

        Assert.That(browser.PageName, Is.EqualTo("consent"));
        var words = browser.Page.QuerySelector("main")?.TextContent;
        Assert.That(words, Does.Contain("Budget planner").And.Contain("e-mail").And.Contain("Alice Doe"));
        await browser.PressAsync("consent-allow");
        Assert.That(budget.Answer(browser), Does.ContainKey("code"));

        await browser.GoAsync(budget.AuthorizeQuery());
        Assert.That(budget.Answer(browser), Does.ContainKey("code"), "the second time nobody is asked");
    }

    [Test]
    public async Task Consent_for_once_is_asked_for_again()
    {
        using var budget = Budget();
        using var browser = await AtSignInAsync(budget, ("scope", "openid"));
        await TypeAsync(browser, "bob@example.com");
        await browser.PressAsync("code-submit", ("code", Code()));
        await AllowOnceAsync(browser);
        Assert.That(budget.Answer(browser), Does.ContainKey("code"));

        await browser.GoAsync(budget.AuthorizeQuery(("scope", "openid")));
        Assert.That(browser.PageName, Is.EqualTo("consent"));
    }

    [Test]
    public async Task A_refusal_is_told_to_the_application()
    {
        using var budget = Budget();
        using var browser = await AtSignInAsync(budget, ("prompt", "consent"));
        await TypeAsync(browser, "alice");
        await browser.PressAsync("consent-deny");

        Assert.That(budget.Answer(browser)["error"], Is.EqualTo("access_denied"));
    }

    [Test]
    public async Task Consent_cannot_be_reached_before_signing_in()
    {
        using var browser = await AtSignInAsync(Budget());
        await browser.GoAsync("/consent" + browser.Address.Query);

        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task Choosing_the_account_goes_on_as_it()
    {
        using var portal = Portal();
        using var browser = await SignedInAsync(portal);
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "select_account")));
        Assert.That(browser.PageName, Is.EqualTo("select-account"));
        await browser.PressAsync("account-0");

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test]
    public async Task Choosing_another_account_asks_for_its_name()
    {
        using var portal = Portal();
        using var browser = await SignedInAsync(portal);
        var before = await SidAsync(portal, browser);
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "select_account")));
        await browser.PressAsync("account-other");
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.Page.GetElementById("username")?.GetAttribute("value"), Is.Null.Or.Empty);
        await TypeAsync(browser, "alice");

        Assert.That(await SidAsync(portal, browser), Is.EqualTo(before), "the same person keeps the session");
    }

    [TestCase("prompt", "login")]
    [TestCase("max_age", "0")]
    public async Task Signing_in_again_keeps_the_session_and_moves_auth_time(string name, string value)
    {
        using var portal = Portal();
        using var browser = await SignedInAsync(portal);
        var before = await ClaimsAsync(portal, browser);
        Clock.Advance(TimeSpan.FromSeconds(5));

        await browser.GoAsync(portal.AuthorizeQuery((name, value)));
        Assert.That(browser.PageName, Is.EqualTo("login"));
        var userName = browser.Page.GetElementById("username");
        Assert.That(userName?.GetAttribute("value"), Is.EqualTo("alice"));
        Assert.That(userName?.HasAttribute("readonly"), Is.False);
        Assert.That(userName?.HasAttribute("disabled"), Is.False);
        await TypeAsync(browser, "alice");
        var after = await ClaimsAsync(portal, browser);

        Assert.That(after.GetProperty("sid").GetString(), Is.EqualTo(before.GetProperty("sid").GetString()));
        Assert.That(after.GetProperty("auth_time").GetInt64(), Is.EqualTo(before.GetProperty("auth_time").GetInt64() + 5).Within(1));
    }

    [Test]
    public async Task Somebody_else_who_signs_in_gets_a_session_of_their_own()
    {
        using var portal = Portal();
        using var browser = await SignedInAsync(portal);
        var alices = await SidAsync(portal, browser);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "login")));
        await TypeAsync(browser, "bob");
        await browser.PressAsync("code-submit", ("code", Code()));

        Assert.That(await SidAsync(portal, browser), Is.Not.EqualTo(alices));
    }

    [Test]
    public async Task A_second_tab_finds_that_the_first_one_has_signed_in()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        var second = Portal();
        await browser.GoAsync(second.AuthorizeQuery());
        var secondTab = browser.Address;
        await browser.GoAsync(portal.AuthorizeQuery());
        Clock.Advance(TimeSpan.FromSeconds(1));
        await TypeAsync(browser, "alice");

        await browser.GoAsync(secondTab);
        Assert.That(browser.PageName, Is.EqualTo("login"));
        await browser.PressAsync("login-continue");
        Assert.That(second.Answer(browser), Does.ContainKey("code"));
    }

    [Test]
    public async Task A_form_of_a_second_tab_survives_the_sign_in_of_the_first()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        var second = Portal();
        using var other = new HttpBrowser(Issuer);
        foreach (var (name, value) in browser.Cookies)
            other.SetCookie(name, value);
        await other.GoAsync(second.AuthorizeQuery());
        await TypeAsync(browser, "alice");
        foreach (var (name, value) in browser.Cookies)
            other.SetCookie(name, value);

        await TypeAsync(other, "alice");
        Assert.That(second.Answer(other), Does.ContainKey("code"));
    }

    [Test]
    public async Task Signing_out_of_the_account_page_ends_the_session()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/account");
        await TypeAsync(browser, "alice");
        Assert.That(browser.PageName, Is.EqualTo("account"));
        await browser.PressAsync("sign-out");
        Assert.That(browser.PageName, Is.EqualTo("logged-out"));

        await browser.GoAsync("/account");
        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [TestCase("logout-confirm", "logged-out", "login")]
    [TestCase("logout-cancel", "account", "account")]
    public async Task Whoever_is_asked_to_sign_out_decides(string button, string page, string accountThen)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/account");
        await TypeAsync(browser, "alice");
        await browser.GoAsync("/logout");
        Assert.That(browser.PageName, Is.EqualTo("logout"));
        await browser.PressAsync(button);
        Assert.That(browser.PageName, Is.EqualTo(page));

        await browser.GoAsync("/account");
        Assert.That(browser.PageName, Is.EqualTo(accountThen));
    }

    private static Task ChangeAsync(HttpBrowser browser, string current, string chosen, string confirmed) =>
        browser.PressAsync("password-submit", ("current-password", current), ("new-password", chosen), ("confirm-password", confirmed));

    // Unchecking is leaving the box out.
    private static Task AllowOnceAsync(HttpBrowser browser)
    {
        browser.Page.GetElementById("consent-remember")?.RemoveAttribute("checked");
        return browser.PressAsync("consent-allow");
    }

    private async Task<HttpBrowser> SignedInAsync(RelyingParty party)
    {
        var browser = await AtSignInAsync(party);
        await TypeAsync(browser, "alice");
        Clock.Advance(TimeSpan.FromSeconds(1));
        return browser;
    }

    private static async Task<string?> SidAsync(RelyingParty party, HttpBrowser browser) => (await ClaimsAsync(party, browser)).GetProperty("sid").GetString();
}
