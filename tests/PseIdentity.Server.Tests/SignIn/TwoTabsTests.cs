using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>Orders of steps in two tabs of one browser that once ended nowhere, or somewhere else than they should.</summary>
[NonParallelizable]
internal sealed class TwoTabsTests : SignInPages
{
    private const string Mfa = "urn:pse-identity:acr:mfa";

    [SetUp]
    public void NextStep() => Clock.Advance(TimeSpan.FromMinutes(2));

    [Test]
    public async Task What_one_person_allowed_is_asked_again_of_the_one_who_is_chosen_afterwards()
    {
        using var budget = Budget();
        using var tab = await AtSignInAsync(Portal());
        await TypeAsync(tab, "dora");
        using var first = await OpenAsync(tab, budget, ("prompt", "select_account"), ("scope", "openid email profile"));
        var choosing = first.Address;
        await first.PressAsync("account-0");
        Assert.That(first.PageName, Is.EqualTo("consent"));
        first.FollowsRedirects = false;
        await first.PressAsync("consent-allow", ("consent-remember", "false"));

        using var second = await OpenAsync(tab, Portal(), ("prompt", "login"));
        await TypeAsync(second, "alice");
        first.FollowsRedirects = true;
        await first.GoAsync(choosing);
        await first.PressAsync("account-0");

        Assert.That(first.PageName, Is.EqualTo("consent"), "alice has allowed nothing");
        Assert.That(first.Page.QuerySelector("main")?.TextContent, Does.Contain("Alice"));
    }

    [Test]
    public async Task Somebody_on_the_way_while_another_tab_signs_in_for_a_client_that_asks_for_consent_is_led_in_no_circle()
    {
        using var budget = Budget();
        using var first = await AtSignInAsync(budget, ("prompt", "consent"));
        await TypeAsync(first, "bob");
        Assert.That(first.PageName, Is.EqualTo("second-factor"));
        using var second = await OpenAsync(first, Portal());
        await TypeAsync(second, "alice");

        await first.GoAsync("/authorize/resume" + first.Address.Query);
        Assert.That(first.PageName, Is.EqualTo("second-factor"), "bob's sign-in goes on where it was");
        await first.PressAsync("start-again");
        await first.GoAsync("/authorize/resume" + first.Address.Query.Split('&')[0]);

        Assert.That(first.PageName, Is.EqualTo("consent"), "and alice is asked once he has given up");
    }

    [Test]
    public async Task A_level_that_is_wished_for_is_asked_for_although_another_tab_signed_in_with_less_meanwhile()
    {
        using var portal = Portal();
        using var first = await TrustedAsync();
        await first.GoAsync(portal.AuthorizeQuery(("acr_values", Mfa), ("prompt", "login")));
        using var second = await OpenAsync(first, Portal(), ("prompt", "login"));
        await TypeAsync(second, "bob");
        Assert.That(second.Left, Is.Not.Null, "a trusted device is not asked for the code");

        await first.GoAsync(first.Address);
        Assert.That(first.PageName, Is.EqualTo("second-factor"));
        Clock.Advance(TimeSpan.FromSeconds(30));
        await first.PressAsync("code-submit", ("code", Code()));

        Assert.That((await ClaimsAsync(portal, first)).GetProperty("acr").GetString(), Is.EqualTo(Mfa));
    }

    [TestCase("""{"id_token":{"acr":{"essential":true,"values":["urn:pse-identity:acr:mfa"]}}}""")]
    public async Task A_level_that_is_insisted_on_is_asked_for_then_and_not_refused(string claims)
    {
        using var portal = Portal();
        using var first = await TrustedAsync();
        await first.GoAsync(portal.AuthorizeQuery(("claims", claims), ("prompt", "login")));
        using var second = await OpenAsync(first, Portal(), ("prompt", "login"));
        await TypeAsync(second, "bob");
        await first.GoAsync("/authorize/resume" + first.Address.Query);

        Assert.That(first.PageName, Is.EqualTo("second-factor"));
    }

    [Test]
    public async Task A_password_that_was_replaced_in_another_tab_proves_nothing_and_leads_in_no_circle()
    {
        using var budget = Budget();
        using var first = await AtSignInAsync(budget, ("prompt", "consent"));
        await TypeAsync(first, "carol");
        Assert.That(first.PageName, Is.EqualTo("change-password"));
        using var second = await OpenAsync(first, Portal());
        await TypeAsync(second, "carol");
        Clock.Advance(TimeSpan.FromSeconds(1));
        await second.PressAsync("password-submit", ("current-password", Password), ("new-password", "a-very-0wn-long-password"), ("confirm-password", "a-very-0wn-long-password"));
        Assert.That(second.Left, Is.Not.Null);

        await first.GoAsync(first.Address);
        Assert.That(first.PageName, Is.EqualTo("login"));
        await first.PressAsync("login-continue");

        Assert.That(first.PageName, Is.EqualTo("consent"));
    }

    private static async Task<HttpBrowser> OpenAsync(HttpBrowser beside, RelyingParty party, params (string Name, string? Value)[] changes)
    {
        var tab = beside.TabBeside();
        await tab.GoAsync(party.AuthorizeQuery(changes));
        return tab;
    }

    private async Task<HttpBrowser> TrustedAsync()
    {
        var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        await browser.PressAsync("code-submit", ("code", Code()), ("trust-device", "true"));
        Assert.That(browser.Left, Is.Not.Null);
        return browser;
    }
}
