using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Tests.SignIn;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Localization;

/// <summary>Which language a page speaks: the request's, the account's, the choice in the foot, the browser's, English; in this order.</summary>
internal sealed class PageLanguageTests : SignInPages
{
    protected override ProviderSetup Setup => base.Setup with { Provisioning = Speaking("alice", "fr-CA") };

    [Test, Category("OpenID Connect Discovery §3")]
    public async Task Discovery_names_the_languages()
    {
        var document = JsonDocument.Parse(await Provider.Http.GetStringAsync("/.well-known/openid-configuration")).RootElement;

        Assert.That(document.GetProperty("ui_locales_supported").EnumerateArray().Select(tag => tag.GetString()), Is.EqualTo(new[] { "en", "es", "fr", "de", "pt" }));
    }

    [Test]
    public async Task Without_anything_it_is_English()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/help");

        Assert.That(Spoken(browser), Is.EqualTo("en"));
        Assert.That(browser.Headers["Content-Language"], Is.EqualTo("en"));
    }

    [TestCase("pt-BR,pt;q=0.9,en;q=0.8", "pt")]
    [TestCase("en;q=0.5,de-AT;q=0.9", "de")]
    [TestCase("se,fr;q=0.1", "fr")]
    [TestCase("fr;q=0,de;q=0.1", "de")]
    [TestCase("ja", "en")]
    [TestCase(";;;q=x", "en")]
    [Category("RFC 9110 §12.5.4")]
    public async Task The_browser_says_what_it_prefers(string header, string spoken)
    {
        using var browser = new HttpBrowser(Issuer) { AcceptLanguage = header };
        await browser.GoAsync("/help");

        Assert.That(Spoken(browser), Is.EqualTo(spoken));
    }

    [Test]
    public async Task A_choice_in_the_foot_goes_before_the_browser_and_leads_back_to_the_page()
    {
        using var browser = new HttpBrowser(Issuer) { AcceptLanguage = "pt" };
        await browser.GoAsync(Portal().AuthorizeQuery());
        var address = browser.Address;

        await browser.PressAsync("language-de");

        Assert.That((Spoken(browser), browser.Address), Is.EqualTo(("de", address)));
        await browser.GoAsync("/help");
        Assert.That(Spoken(browser), Is.EqualTo("de"));
    }

    [Test]
    public async Task The_account_goes_before_a_choice_that_was_made_before_signing_in()
    {
        using var browser = new HttpBrowser(Issuer) { AcceptLanguage = "pt" };
        await browser.GoAsync("/account");
        await browser.PressAsync("language-de");
        await TypeAsync(browser, "alice");

        Assert.That((browser.PageName, Spoken(browser)), Is.EqualTo(("account", "fr")));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task The_request_goes_before_the_account_on_every_page_of_it()
    {
        using var browser = new HttpBrowser(Issuer) { AcceptLanguage = "pt" };
        await browser.GoAsync("/account");
        await TypeAsync(browser, "alice");

        await browser.GoAsync(Portal().AuthorizeQuery(("prompt", "login"), ("ui_locales", "se es-MX fr")));
        Assert.That(Spoken(browser), Is.EqualTo("es"));
        await TypeAsync(browser, "alice", "wrong");
        Assert.That((browser.Shows("form-error"), Spoken(browser)), Is.EqualTo((true, "es")));

        await browser.GoAsync("/account");
        Assert.That(Spoken(browser), Is.EqualTo("fr"), "another page");
    }

    [Test, Category("RFC 9126 §2.1")]
    public async Task A_pushed_request_has_its_language_too()
    {
        var portal = Portal();
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(portal.PushedQuery(await portal.PushAsync(("ui_locales", "de"))));

        Assert.That(Spoken(browser), Is.EqualTo("de"));
    }

    [Test]
    public async Task A_choice_against_the_request_counts_until_something_else_is_asked_for()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(Portal().AuthorizeQuery(("ui_locales", "es")));
        await browser.PressAsync("language-de");
        Assert.That(Spoken(browser), Is.EqualTo("de"));

        await browser.GoAsync(Portal().AuthorizeQuery(("ui_locales", "es")));
        Assert.That(Spoken(browser), Is.EqualTo("de"), "the same again");

        await browser.GoAsync(Portal().AuthorizeQuery(("ui_locales", "fr")));
        Assert.That(Spoken(browser), Is.EqualTo("fr"), "something else");
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_sign_out_speaks_the_language_of_its_request_to_the_end()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/account");
        await TypeAsync(browser, "dora");

        await browser.GoAsync("/logout?ui_locales=de&client_id=portal");
        Assert.That((browser.PageName, Spoken(browser)), Is.EqualTo(("logout", "de")));
        await browser.PressAsync("logout-confirm");

        Assert.That((browser.PageName, Spoken(browser)), Is.EqualTo(("logged-out", "de")));
    }

    [Test]
    public async Task A_sign_in_on_the_way_to_a_page_of_ours_speaks_the_language_of_that_page()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/account?ui_locales=pt");

        Assert.That((browser.PageName, Spoken(browser)), Is.EqualTo(("login", "pt")));
    }

    [Test]
    public async Task Errors_are_told_in_the_language_too_and_lead_nowhere()
    {
        using var browser = new HttpBrowser(Issuer) { AcceptLanguage = "fr" };
        await browser.GoAsync("/authorize?client_id=nobody");

        Assert.That((browser.PageName, Spoken(browser)), Is.EqualTo(("error", "fr")));
        Assert.That(browser.Shows("languages"), Is.False);
    }

    [TestCase("//attacker.example/")]
    [TestCase("/\\attacker.example")]
    [TestCase("https://attacker.example/")]
    [TestCase("~/account")]
    [TestCase("")]
    public async Task The_way_back_is_never_another_site(string back)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/language?language=de&back=" + Uri.EscapeDataString(back));

        Assert.That((browser.Left, browser.PageName), Is.EqualTo(((Uri?)null, "help")));
    }

    [Test, Category("Fetch Metadata §2.3")]
    public async Task Another_site_cannot_choose()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/language?language=de&back=/help") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        using var answer = await Provider.Http.SendAsync(request);

        Assert.That(((int)answer.StatusCode, answer.Headers.Contains("Set-Cookie")), Is.EqualTo((303, false)));
    }

    [Test]
    public async Task The_answer_to_a_form_offers_no_language_because_it_would_be_lost()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(Portal().AuthorizeQuery());
        Assert.That(browser.Shows("languages"), Is.True);

        await TypeAsync(browser, "dora", "wrong");

        Assert.That(browser.Shows("languages"), Is.False);
    }

    /// <summary>The installation, with the language of one account set.</summary>
    internal static string Speaking(string userName, string locale)
    {
        var document = JsonNode.Parse(Installation.Provisioning)!.AsObject();
        document["users"]!.AsArray().First(user => (string?)user!["preferred_username"] == userName)!["locale"] = locale;
        return document.ToJsonString();
    }

    private static string? Spoken(HttpBrowser browser) => browser.Page.DocumentElement.GetAttribute("lang");
}
