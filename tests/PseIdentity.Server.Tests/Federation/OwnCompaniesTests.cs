using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation;

/// <summary>People link their company on a page of their account, and unlink it.</summary>
internal sealed class OwnCompaniesTests : CompanyPages
{
    [Test]
    public async Task Somebody_who_is_signed_in_links_the_company_and_comes_in_by_it_from_then_on()
    {
        var (person, who, browser) = await LinkedAsync();

        Assert.That(browser.PageName, Is.EqualTo("account-security"));
        Assert.That(browser.Page.QuerySelector($"[data-company={Acme}]"), Is.Not.Null);
        Assert.That((await AccountOfAsync(who))?.Id, Is.EqualTo(person.Id));
        Assert.That(await EventsAsync(person), Does.Contain("federation.linked"));

        using var another = await SignInAsync(who);
        Assert.That(Party.Answer(another), Does.ContainKey("code"));
        var account = await NowAsync(person);
        Assert.That(account?.Claim("name"), Is.EqualTo(person.Claim("name")), "an account of one's own does not follow the company");
        Assert.That(account?.Email, Is.EqualTo(person.Email));
    }

    [Test]
    public async Task A_link_goes_away_again_where_another_way_in_is_left()
    {
        var (person, who, browser) = await LinkedAsync();

        await browser.PressAsync("company-unlink");

        Assert.That(browser.Page.QuerySelector("[data-company]"), Is.Null);
        Assert.That(await AccountOfAsync(who), Is.Null);
        Assert.That(await EventsAsync(person), Does.Contain("federation.unlinked"));
    }

    [Test]
    public async Task The_last_way_in_cannot_be_unlinked()
    {
        var who = Employee();
        using var browser = await SignInAsync(who);
        await browser.GoAsync("/account/security");

        Assert.That(browser.Shows("company-unlink"), Is.False);
        await browser.PostAsync([new("session", browser.Page.QuerySelector("input[name=session]")!.GetAttribute("value")!), new("company-unlink", Acme)]);

        Assert.That(await AccountOfAsync(who), Is.Not.Null);
    }

    [Test]
    public async Task Somebody_elses_company_account_is_not_linked_a_second_time()
    {
        var who = Employee();
        using var first = await SignInAsync(who);
        var owner = await AccountOfAsync(who);
        var person = await PersonAsync(organization: "acme");
        using var browser = await SignedInAsync(person, "/account/security");

        await LinkAsync(browser, who);

        Assert.That(browser.TextOf("error-code"), Is.EqualTo("federation.subject_taken"));
        Assert.That((await AccountOfAsync(who))?.Id, Is.EqualTo(owner?.Id));
    }

    [Test]
    public async Task Whoever_signs_in_as_somebody_else_on_the_way_links_nothing()
    {
        var person = await PersonAsync(organization: "acme");
        using var browser = await SignedInAsync(person, "/account/security");
        var state = await LeaveToLinkAsync(browser);
        var other = await PersonAsync();
        using var tab = browser.AnotherTab();
        tab.ForgetCookies();
        using var elsewhere = await SignedInAsync(other);
        browser.SetCookie(SessionCookie, elsewhere.Cookies[SessionCookie]);
        var who = Employee();

        await browser.GoAsync(Back(state, who));

        Assert.That(browser.TextOf("error-code"), Is.EqualTo("federation.link_other_person"));
        Assert.That(await AccountOfAsync(who), Is.Null);
    }

    [Test]
    public async Task Whoever_is_on_the_way_with_a_password_alone_gets_no_link_of_the_one_who_is_signed_in()
    {
        var person = await PersonAsync(organization: "acme");
        using var browser = await SignedInAsync(person, "/account/security");
        await browser.PressAsync("company-link");
        var pending = System.Web.HttpUtility.ParseQueryString(new Uri(browser.Page.GetElementById("leaving-continue")!.GetAttribute("href")!).Query)["pending"]!;
        var victim = await PersonAsync(totp: [.. Enumerable.Range(0, 20).Select(each => (byte)each)]);
        await browser.GoAsync($"/login?pending={pending}&other=yes");
        await TypeAsync(browser, victim.PreferredUsername!);
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        var who = Employee();

        await browser.GoAsync(FederationPaths.LeaveFor(pending, Acme, null));
        await browser.GoAsync(Back(System.Web.HttpUtility.ParseQueryString(browser.Left!.Query)["state"]!, who));

        Assert.That(browser.TextOf("error-code"), Is.EqualTo("federation.link_other_person"));
        Assert.That(await AccountOfAsync(who), Is.Null);
    }

    [Test]
    public async Task An_account_that_left_the_company_is_not_opened_by_its_provider()
    {
        var (person, who, _) = await LinkedAsync();
        await Provider.Services.GetRequiredService<UserRegistry>().UpdateAsync(person.Id, person.Claims, "globex", CancellationToken.None);

        using var browser = await SignInAsync(who);

        AssertRefused(browser, FederationRefusals.LinkNeeded);
    }

    [Test]
    public async Task A_client_cannot_ask_for_a_link()
    {
        var person = await PersonAsync(organization: "acme");
        using var browser = await SignedInAsync(person);
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        var who = Employee();

        await browser.GoAsync(Party.AuthorizeQuery(("link", Acme), ("person", person.Id.ToString()), ("prompt", "login")));
        var state = await LeaveAsync(browser);
        await browser.GoAsync(Back(state, who));

        Assert.That((await AccountOfAsync(who))?.Id, Is.Not.EqualTo(person.Id));
    }

    private async Task<(Account Person, string Who, HttpBrowser Browser)> LinkedAsync()
    {
        // An organisation whose people may sign in here as well.
        var person = await PersonAsync(organization: "acme");
        var browser = await SignedInAsync(person, "/account/security");
        var who = Employee();
        await LinkAsync(browser, who);
        return (person, who, browser);
    }

    private static async Task LinkAsync(HttpBrowser browser, string who) => await browser.GoAsync(Back(await LeaveToLinkAsync(browser), who));

    private static async Task<string> LeaveToLinkAsync(HttpBrowser browser)
    {
        await browser.PressAsync("company-link");
        Assert.That(browser.PageName, Is.EqualTo("leaving"));
        await browser.GoAsync(new Uri(browser.Page.GetElementById("leaving-continue")!.GetAttribute("href")!));
        return System.Web.HttpUtility.ParseQueryString(browser.Left!.Query)["state"]!;
    }
}
