using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation;

/// <summary>An answer counts for the question it was asked, at the provider that was asked, in the browser that was sent, and once.</summary>
internal sealed class ComingBackTests : CompanyPages
{
    [Test, Category("RFC 9700 §4.7")]
    public async Task An_answer_in_another_browser_signs_nobody_in_and_is_still_there_for_its_own()
    {
        var who = Employee();
        using var own = await AtPortalAsync();
        var state = await LeaveAsync(own);
        using var other = await AtPortalAsync();

        await other.GoAsync(Back(state, who));

        AssertRefused(other, "federation.other_browser");
        Assert.That(await AccountOfAsync(who), Is.Null);
        await own.GoAsync(Back(state, who));
        Assert.That(Party.Answer(own), Does.ContainKey("code"));
    }

    [Test, Category("RFC 9700 §4.7")]
    public async Task An_answer_without_any_browser_cookie_signs_nobody_in()
    {
        var who = Employee();
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);
        browser.ForgetCookies();

        await browser.GoAsync(Back(state, who));

        AssertRefused(browser, "federation.other_browser");
    }

    [Test]
    public async Task An_answer_counts_once()
    {
        var who = Employee();
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);
        await browser.GoAsync(Back(state, who));
        var mallory = Employee();

        await browser.GoAsync(Back(state, mallory));

        Assert.That(browser.PageName, Is.EqualTo("expired"));
        Assert.That(await AccountOfAsync(mallory), Is.Null);
    }

    [Test]
    public async Task Of_ten_answers_at_once_one_counts()
    {
        var who = Employee();
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);
        var tabs = Enumerable.Range(0, 10).Select(_ => browser.AnotherTab()).ToList();

        await Task.WhenAll(tabs.Select(tab => tab.GoAsync(Back(state, who))));

        Assert.That(tabs.Count(tab => tab.Left is not null), Is.EqualTo(1));
        Assert.That(tabs.Where(tab => tab.Left is null).Select(tab => tab.PageName), Is.All.EqualTo("expired"));
    }

    [TestCase(""), TestCase("short"), TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), Category("RFC 6749 §10.12")]
    public async Task A_state_that_nobody_was_given_leads_to_the_page_that_says_to_begin_again(string state)
    {
        var who = Employee();
        using var browser = await AtPortalAsync();

        await browser.GoAsync(Back(state, who));

        Assert.That(browser.PageName, Is.EqualTo("expired"));
        Assert.That((int)browser.Status, Is.EqualTo(400));
    }

    [Test, Category("RFC 9700 §4.4.2.2")]
    public async Task An_answer_at_another_providers_address_signs_nobody_in()
    {
        var who = Employee();
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser, Acme);

        await browser.GoAsync(Back(state, who, Globex));

        AssertRefused(browser, "federation.provider_mismatch");
        Assert.That(await AccountOfAsync(who), Is.Null);
    }

    [Test]
    public async Task An_answer_after_ten_minutes_is_too_late()
    {
        var who = Employee();
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);
        Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.GoAsync(Back(state, who));

        Assert.That(browser.PageName, Is.EqualTo("expired"));
    }

    [Test]
    public async Task A_refused_answer_shows_what_to_do_and_the_way_back_to_the_provider()
    {
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);

        await browser.GoAsync($"{FederationPaths.Callback}{Acme}?state={state}&who=nobody");

        AssertRefused(browser, "federation.signature");
        Assert.That(browser.Page.GetElementById("try-again")?.GetAttribute("href"), Does.StartWith(FederationPaths.Leave));
        Assert.That(browser.Page.GetElementById("other-way")?.GetAttribute("href"), Does.StartWith("/login?pending=").And.EndsWith("&other=yes"));
        Assert.That(Provider.Log.Text(), Does.Contain("federation.signature"));
        await browser.GoAsync(browser.Page.GetElementById("try-again")!.GetAttribute("href")!);
        Assert.That(browser.Left?.Host, Is.EqualTo("acme-login.example"));
    }

    [Test]
    public async Task Somebody_who_declined_there_is_told_so()
    {
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);

        await browser.GoAsync($"{FederationPaths.Callback}{Acme}?state={state}&error=access_denied");

        AssertRefused(browser, FederationRefusals.Declined);
        Assert.That(browser.Page.QuerySelector("h1")?.TextContent, Does.Contain("Acme Ltd"));
    }

    [Test]
    public async Task A_provider_that_was_switched_off_meanwhile_signs_nobody_in()
    {
        var who = Employee();
        var provider = AllProviders().First() with { Name = "fleeting", Provisioning = "create" };
        await Providers.SaveAsync(provider, CancellationToken.None);
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser, provider.Name);
        await Providers.SaveAsync(provider with { Enabled = false }, CancellationToken.None);

        await browser.GoAsync(Back(state, who, provider.Name));

        AssertRefused(browser, "federation.provider_unknown");
    }

    [Test, Category("RFC 6265bis §5.6.7")]
    public async Task An_answer_that_is_posted_from_the_providers_site_arrives_with_the_browsers_cookies()
    {
        var who = Employee();
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);

        await browser.PostFromElsewhereAsync(FederationPaths.Callback + Acme, [new("state", state), new("who", who)]);

        Assert.That(Party.Answer(browser), Does.ContainKey("code"));
        Assert.That(browser.Hops[0].All("Set-Cookie"), Is.Empty);
        Assert.That(browser.Hops[0].Location?.Query, Does.Not.Contain(state).And.Not.Contain(who));
    }

    [Test]
    public async Task Of_many_answers_that_are_posted_to_one_question_the_first_is_kept()
    {
        var who = Employee();
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);
        var first = await Provider.Http.PostAsync(FederationPaths.Callback + Acme, new FormUrlEncodedContent([new("state", state), new("who", who)]));
        var second = await Provider.Http.PostAsync(FederationPaths.Callback + Acme, new FormUrlEncodedContent([new("state", state), new("who", "nobody")]));
        Assert.That(second.Headers.Location, Is.EqualTo(first.Headers.Location));

        await browser.GoAsync(second.Headers.Location!);

        Assert.That(Party.Answer(browser), Does.ContainKey("code"));
    }

    [Test]
    public async Task A_posted_answer_is_kept_for_a_minute_and_taken_once()
    {
        var who = Employee();
        using var browser = await AtPortalAsync();
        var state = await LeaveAsync(browser);
        var response = await Provider.Http.PostAsync(FederationPaths.Callback + Acme, new FormUrlEncodedContent([new("state", state), new("who", who)]));
        Clock.Advance(TimeSpan.FromSeconds(61));

        await browser.GoAsync(response.Headers.Location!);

        Assert.That(browser.PageName, Is.EqualTo("expired"));
    }

    [Test]
    public async Task A_posted_answer_to_no_question_is_not_kept()
    {
        var response = await Provider.Http.PostAsync(FederationPaths.Callback + Acme, new FormUrlEncodedContent([new("state", new string('A', 43)), new("who", "x")]));

        Assert.That((int)response.StatusCode, Is.EqualTo(400));
    }

    [Test]
    public async Task The_way_to_a_provider_can_be_a_form_with_a_button()
    {
        Company.Posts = true;
        using var browser = await AtPortalAsync();
        var pending = System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"]!;
        try
        {
            await browser.GoAsync(FederationPaths.LeaveFor(pending, Acme, null));
        }
        finally
        {
            Company.Posts = false;
        }

        Assert.That(browser.PageName, Is.EqualTo("leaving"));
        Assert.That(browser.Headers["Content-Security-Policy"], Does.Match("form-action 'self'[^;]* https://acme-login.example;"));
        await browser.PressAsync("leaving-continue");
        Assert.That(browser.Left?.Host, Is.EqualTo("acme-login.example"));
        Assert.That(browser.LeftWith?.Keys, Is.EquivalentTo(new[] { "state" }));
    }

    [Test]
    public async Task After_a_form_a_page_of_ours_leads_on()
    {
        using var browser = await AtPortalAsync();
        var pending = System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"]!;

        await browser.GoAsync(FederationPaths.AfterForm(pending, Acme, "dave@acme.example"));

        Assert.That(browser.PageName, Is.EqualTo("leaving"));
        var refresh = browser.Page.QuerySelector("meta[http-equiv=refresh]")?.GetAttribute("content");
        var link = browser.Page.GetElementById("leaving-continue")?.GetAttribute("href");
        Assert.That(refresh, Is.EqualTo("0;url=" + link));
        await browser.GoAsync(new Uri(link!));
        Assert.That(browser.Left?.Host, Is.EqualTo("acme-login.example"));
        Assert.That(Company.Asked?.LoginHint, Is.EqualTo("dave@acme.example"));
    }

    [TestCase("globex-nowhere"), TestCase("")]
    public async Task A_provider_that_is_not_there_is_said_to_be_so(string provider)
    {
        using var browser = await AtPortalAsync();
        var pending = System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"]!;

        await browser.GoAsync(FederationPaths.LeaveFor(pending, provider, null));

        AssertRefused(browser, "federation.provider_unknown");
    }

    [Test]
    public async Task A_silent_request_sends_nobody_anywhere()
    {
        using var browser = new HttpBrowser(Issuer);

        var answer = await Party.AskAsync(browser, ("prompt", "none"), ("login_hint", "dave@acme.example"));

        Assert.That(answer["error"], Is.EqualTo("login_required"));
    }

    private async Task<HttpBrowser> AtPortalAsync()
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(Party.AuthorizeQuery());
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        return browser;
    }
}
