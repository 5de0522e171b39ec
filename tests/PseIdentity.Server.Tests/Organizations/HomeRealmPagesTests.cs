using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Organizations;

/// <summary>Where a sign-in goes: by what was typed, asked for, known and remembered.</summary>
internal sealed class HomeRealmPagesTests : HomePages
{
    [TestCase("somebody@acme.example", "acme-login")]
    [TestCase("SOMEBODY@ACME.Example.", "acme-login")]
    [TestCase("somebody＠acme.example", "acme-login", Description = "a wide at sign")]
    [TestCase("somebody@globex.example", "globex-login")]
    public async Task A_work_address_beside_any_password_goes_to_its_company(string typed, string provider)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, typed, "whatever");
        await ThroughAsync(browser);

        Assert.That(WentTo(browser), Is.EqualTo(provider));
        Assert.That(HintTo(browser), Is.EqualTo(typed));
    }

    [Test]
    public async Task A_work_address_alone_is_enough_and_any_other_name_is_asked_for_its_password()
    {
        using var browser = await AtSignInAsync(Portal());
        Assert.That(browser.Page.GetElementById("password")!.HasAttribute("required"), Is.False);
        await TypeAsync(browser, "somebody@example.com", "");
        Assert.That(browser.Shows("form-error"), Is.True);

        await TypeAsync(browser, "somebody@acme.example", "");
        await ThroughAsync(browser);
        Assert.That(WentTo(browser), Is.EqualTo("acme-login"));
    }

    [TestCase("alice")]
    [TestCase("alice@example.com")]
    [TestCase("lars@local.example", Description = "an organisation without a provider")]
    [TestCase("olga@open.example", Description = "an organisation that lets its people sign in here, too")]
    [TestCase("keyholder", Description = "may sign in here in any case")]
    [TestCase("guest", Description = "a member whom the company's provider could not vouch for")]
    public async Task Everybody_else_signs_in_here_on_one_page(string name)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, name);
        Assert.That(browser.Left?.Port, Is.EqualTo(9100), browser.PageName);
    }

    [Test]
    public async Task An_employee_whose_password_is_right_is_led_to_the_company_and_a_wrong_one_tells_nothing()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "dave", "wrong");
        var wrong = browser.TextOf("form-error");
        await TypeAsync(browser, "nobody", "wrong");
        Assert.That(browser.TextOf("form-error"), Is.EqualTo(wrong));
        Assert.That(browser.Page.GetElementById("company-continue"), Is.Null);

        await TypeAsync(browser, "dave");
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.TextOf("form-error"), Does.Contain("Acme Ltd"));
        Assert.That(browser.Cookies.Keys, Has.None.StartsWith("pse-session"));
        await FollowAsync(browser, "company-continue");
        Assert.That(WentTo(browser), Is.EqualTo("acme-login"));
    }

    [TestCase("organization", "acme", "acme-login")]
    [TestCase("domain_hint", "globex.example", "globex-login")]
    [TestCase("idp_hint", "globex-login", "globex-login")]
    [TestCase("login_hint", "somebody@acme.example", "acme-login")]
    public async Task A_request_that_names_a_company_goes_straight_there(string parameter, string value, string provider)
    {
        using var browser = await AtSignInAsync(Portal(), (parameter, value));
        Assert.That(WentTo(browser), Is.EqualTo(provider));
    }

    [TestCase("organization", "nobody")]
    [TestCase("organization", "local")]
    [TestCase("domain_hint", "unknown.example")]
    [TestCase("domain_hint", "\u0001 . .")]
    [TestCase("idp_hint", "nobody")]
    [TestCase("login_hint", "root@acme.example", Description = "may sign in here in any case")]
    public async Task A_hint_that_leads_nowhere_is_passed_over(string parameter, string value)
    {
        using var browser = await AtSignInAsync(Portal(), (parameter, value));
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.Shows("company-login"), Is.True);
    }

    [Test]
    public async Task Hints_count_in_their_order_and_what_is_typed_before_all()
    {
        using var browser = await AtSignInAsync(Portal(), ("idp_hint", "globex-login"), ("organization", "acme"), ("login_hint", "a@acme.example"));
        Assert.That(WentTo(browser), Is.EqualTo("globex-login"));

        using var typing = await AtSignInAsync(Portal(), ("login_hint", "root@acme.example"));
        await TypeAsync(typing, "a@globex.example", "");
        await ThroughAsync(typing);
        Assert.That(WentTo(typing), Is.EqualTo("globex-login"));
    }

    [Test]
    public async Task An_address_of_several_companies_lets_the_person_choose_unless_the_request_has_said()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "both@shared.example", "");
        Assert.That(browser.PageName, Is.EqualTo("organization"));
        Assert.That(browser.Page.QuerySelector("main")!.TextContent, Does.Contain("both@shared.example"));
        await browser.PressAsync("organization-globex");
        await ThroughAsync(browser);
        Assert.That((WentTo(browser), HintTo(browser)), Is.EqualTo(("globex-login", "both@shared.example")));

        using var told = await AtSignInAsync(Portal(), ("organization", "acme"), ("domain_hint", "shared.example"));
        Assert.That(WentTo(told), Is.EqualTo("acme-login"));
        using var hinted = await AtSignInAsync(Portal(), ("domain_hint", "shared.example"));
        Assert.That(hinted.PageName, Is.EqualTo("organization"));
    }

    [Test]
    public async Task The_company_page_takes_an_address_or_a_domain_and_says_when_nobody_has_it()
    {
        using var browser = await AtSignInAsync(Portal());
        await FollowAsync(browser, "company-login");
        Assert.That(browser.PageName, Is.EqualTo("company"));

        await browser.PressAsync("company-submit", ("email", "somebody@unknown.example"));
        Assert.That(browser.Shows("form-error"), Is.True);
        await browser.PressAsync("company-submit", ("email", ""));
        Assert.That(browser.Shows("form-error"), Is.True);
        await browser.PressAsync("company-submit", ("email", "acme.example"));
        await ThroughAsync(browser);
        Assert.That((WentTo(browser), HintTo(browser)), Is.EqualTo(("acme-login", (string?)null)));
    }

    [Test]
    public async Task A_remembered_company_is_gone_to_until_it_is_forgotten()
    {
        using var browser = await AtSignInAsync(Portal());
        var pending = System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"];
        await FollowAsync(browser, "company-login");
        await browser.PressAsync("company-submit", ("email", "a@acme.example"), ("remember-company", "true"));
        Assert.That(browser.Cookies.Keys, Has.Some.StartsWith("pse-company-"));

        await browser.GoAsync(Portal().AuthorizeQuery());
        Assert.That(WentTo(browser), Is.EqualTo("acme-login"));

        // Whoever wants it otherwise comes by the page that asks for a password.
        await browser.GoAsync($"/login?pending={pending}&other=yes");
        await FollowAsync(browser, "company-login");
        Assert.That(browser.Page.GetElementById("remember-company")!.HasAttribute("checked"), Is.True);
        browser.Page.GetElementById("remember-company")!.RemoveAttribute("checked");
        await browser.PressAsync("company-submit", ("email", "a@acme.example"));
        await browser.GoAsync(Portal().AuthorizeQuery());
        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [TestCase("/login/company?organization=acme")]
    [TestCase("/login?organization=acme")]
    [TestCase("/login/company?domain_hint=acme.example")]
    public async Task A_companys_own_link_goes_straight_to_its_provider(string link)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(link);
        Assert.That(WentTo(browser), Is.EqualTo("acme-login"));
    }

    [Test]
    public async Task The_pages_of_a_request_show_its_organisations_brand()
    {
        using var browser = await AtSignInAsync(Portal(), ("login_hint", "root@acme.example"));
        Assert.That(browser.Page.QuerySelector(".brand-name")!.TextContent, Does.Contain("Acme Ltd"));
        var sheet = browser.Page.QuerySelectorAll("link[rel=stylesheet]").Select(link => link.GetAttribute("href")).Single(href => href!.StartsWith("/brand/acme.css", StringComparison.Ordinal));

        var answer = await Provider.Http.GetAsync(sheet);
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/css"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("--brand-3: #7a1f5c"));
        Assert.That((int)(await Provider.Http.GetAsync("/brand/globex.css")).StatusCode, Is.EqualTo(404));
        Assert.That((int)(await Provider.Http.GetAsync("/brand/acme/logo")).StatusCode, Is.EqualTo(404));
    }
}
