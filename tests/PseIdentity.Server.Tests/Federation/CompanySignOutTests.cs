using System.Net;
using NUnit.Framework;
using PseIdentity.Server.Federation;

namespace PseIdentity.Server.Tests.Federation;

internal sealed class CompanySignOutTests : CompanyPages
{
    [Test, Category("RP-Initiated Logout §2")]
    public async Task Signing_out_here_goes_on_at_the_company_and_then_to_the_page_that_says_so()
    {
        var who = Employee();
        using var browser = await SignInAsync(who);
        await browser.GoAsync("/account");

        await browser.PressAsync("sign-out");

        Assert.That(browser.PageName, Is.EqualTo("leaving"));
        Assert.That(browser.Cookies.Keys, Has.No.Member(SessionCookie));
        var target = browser.Page.GetElementById("leaving-continue")!.GetAttribute("href")!;
        Assert.That(target, Does.StartWith("https://acme-login.example/sign-out?state="));
        Assert.That(Company.SignedOut?.Hint, Is.EqualTo($"hint-of-{who}"));
        await browser.GoAsync($"{FederationPaths.SignedOut}{Acme}?state={target.Split('=')[1]}");
        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        Assert.That(browser.TextOf("logged-out-company"), Does.Contain("Acme Ltd"));
    }

    [Test, Category("RP-Initiated Logout §3")]
    public async Task A_portal_that_signs_out_gets_the_browser_back_after_the_company()
    {
        var who = Employee();
        using var browser = await SignInAsync(who);
        var tokens = await Party.RedeemAsync(Party.Answer(browser)["code"]);

        await browser.GoAsync($"/logout?id_token_hint={tokens.IdToken}&post_logout_redirect_uri={Uri.EscapeDataString("http://localhost:9100/signed-out")}&state=portal-state");

        Assert.That(browser.PageName, Is.EqualTo("leaving"), browser.TextOf("error-description"));
        var state = browser.Page.GetElementById("leaving-continue")!.GetAttribute("href")!.Split('=')[1];
        await browser.GoAsync($"{FederationPaths.SignedOut}{Acme}?state={state}");
        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo("http://localhost:9100/signed-out?state=portal-state"));

        await browser.GoAsync($"{FederationPaths.SignedOut}{Acme}?state={state}");
        Assert.That(browser.Left, Is.Null, "once");
    }

    [Test]
    public async Task A_company_where_nobody_is_signed_out_keeps_its_session()
    {
        var who = Employee(claims => claims["email"] = ["somebody@globex.example"]);
        await PersonAsync(claims: [("email", "somebody@globex.example")]);
        using var browser = await SignInAsync(who, Globex);
        await browser.GoAsync("/account");

        await browser.PressAsync("sign-out");

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task A_logout_of_the_companys_session_ends_the_one_that_came_from_it()
    {
        var who = Employee();
        using var one = await SignInAsync(who);
        using var two = await SignInAsync(Employee());
        var response = await SayAsync(new UpstreamLogout { Subject = Company.People[who].Subject, Sid = Company.People[who].Sid });

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        await one.GoAsync("/account");
        Assert.That(one.PageName, Is.Not.EqualTo("account"));
        await two.GoAsync("/account");
        Assert.That(two.PageName, Is.EqualTo("account"));
        Assert.That(await EventsAsync((await AccountOfAsync(who))!), Does.Contain("session.ended_by_company"));
    }

    [Test, Category("Back-Channel Logout §2.6")]
    public async Task A_logout_without_a_session_ends_all_of_the_persons()
    {
        var who = Employee();
        using var one = await SignInAsync(who);
        using var two = await SignInAsync(who);

        await SayAsync(new UpstreamLogout { Subject = Company.People[who].Subject });

        foreach (var browser in new[] { one, two })
        {
            await browser.GoAsync("/account");
            Assert.That(browser.PageName, Is.Not.EqualTo("account"));
        }
    }

    [Test]
    public async Task Another_providers_logout_with_the_same_names_ends_nothing()
    {
        var who = Employee();
        using var browser = await SignInAsync(who);

        await SayAsync(new UpstreamLogout { Subject = Company.People[who].Subject, Sid = Company.People[who].Sid }, Globex);

        await browser.GoAsync("/account");
        Assert.That(browser.PageName, Is.EqualTo("account"));
    }

    [Test, Category("Back-Channel Logout §2.8")]
    public async Task A_message_that_is_refused_is_answered_with_400_and_ends_nothing()
    {
        var response = await SayAsync(null);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("invalid_request"));
    }

    [Test, Category("Front-Channel Logout §2")]
    public async Task A_frame_of_the_company_alone_may_show_the_answer()
    {
        var who = Employee();
        using var browser = await SignInAsync(who);
        Company.Logout = new UpstreamLogout { Sid = Company.People[who].Sid, FramedBy = "https://acme-login.example" };

        // A frame of another site: no Lax cookie comes along.
        var response = await Provider.Http.GetAsync($"{FederationPaths.Logout}{Acme}?iss=x&sid=y");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.EndWith("frame-ancestors https://acme-login.example"));
        Assert.That(response.Headers.Contains("X-Frame-Options"), Is.False);
        Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        await browser.GoAsync("/account");
        Assert.That(browser.PageName, Is.Not.EqualTo("account"));
    }

    private async Task<HttpResponseMessage> SayAsync(UpstreamLogout? logout, string provider = Acme)
    {
        Company.Logout = logout;
        return await Provider.Http.PostAsync(FederationPaths.Logout + provider, new FormUrlEncodedContent([new("logout_token", "as the test says")]));
    }
}
