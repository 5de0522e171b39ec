using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>User name and password, over HTTP.</summary>
internal sealed class PasswordPageTests : SignInPages
{
    [TestCase("alice")]
    [TestCase("ALICE")]
    [TestCase("ａｌｉｃｅ", Description = "full-width letters")]
    [TestCase("c-1001")]
    [TestCase("Alice@Example.com")]
    public async Task User_name_customer_id_and_e_mail_sign_in_in_any_case(string identifier)
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, identifier);

        var claims = await ClaimsAsync(portal, browser);

        Assert.That(claims.GetProperty("amr")[0].GetString(), Is.EqualTo("pwd"));
        Assert.That(claims.GetProperty("acr").GetString(), Is.EqualTo("urn:pse-identity:acr:password"));
    }

    [Test]
    public async Task The_page_names_the_application_and_takes_up_the_login_hint()
    {
        using var browser = await AtSignInAsync(Portal(), ("login_hint", "<b>buffy</b>@example.com"));

        Assert.That(browser.Page.QuerySelector("main")?.TextContent, Does.Contain("Payments portal"));
        Assert.That(browser.Page.GetElementById("username")?.GetAttribute("value"), Is.EqualTo("<b>buffy</b>@example.com"));
        Assert.That(browser.Page.QuerySelector("main b"), Is.Null);
    }

    [Test]
    public async Task A_wrong_password_loses_nothing_but_the_password()
    {
        using var browser = await AtSignInAsync(Portal());
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", "wrong"), ("remember", "true"));

        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.Page.GetElementById("form-error")?.GetAttribute("role"), Is.EqualTo("alert"));
        Assert.That(browser.Page.GetElementById("username")?.GetAttribute("value"), Is.EqualTo("alice"));
        Assert.That(browser.Page.GetElementById("remember")?.HasAttribute("checked"), Is.True);
        Assert.That(browser.Page.GetElementById("password")?.HasAttribute("value"), Is.False);

        await TypeAsync(browser, "alice");
        Assert.That(browser.Left, Is.Not.Null, "the right one afterwards is heard");
    }

    [Test]
    public async Task The_answer_does_not_tell_whether_an_account_exists()
    {
        using var known = await AtSignInAsync(Portal());
        using var unknown = await AtSignInAsync(Portal());
        await TypeAsync(known, "carol", "wrong");
        await TypeAsync(unknown, "zzzzz", "wrong");

        Assert.That(WithoutRandomness(unknown).Replace("zzzzz", "carol", StringComparison.Ordinal), Is.EqualTo(WithoutRandomness(known)));
        Assert.That(unknown.Status, Is.EqualTo(known.Status));
    }

    [TestCase("", "")]
    [TestCase("alice", "")]
    [TestCase("", "Correct-Horse-7-Battery")]
    public async Task An_empty_field_is_asked_for_again(string userName, string password)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, userName, password);

        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.Shows("form-error"), Is.True);
    }

    [Test]
    public async Task Cancelling_tells_the_application_access_denied()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await browser.PressAsync("login-cancel");

        Assert.That(portal.Answer(browser)["error"], Is.EqualTo("access_denied"));
    }

    [Test]
    public async Task After_cancelling_the_back_button_still_signs_in()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        var page = browser.Address;
        await browser.PressAsync("login-cancel");
        await browser.GoAsync(page);
        await TypeAsync(browser, "alice");

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test]
    public async Task The_policy_of_the_page_allows_the_application_as_the_end_of_the_form()
    {
        using var browser = await AtSignInAsync(Portal());

        Assert.That(browser.Headers["Content-Security-Policy"], Does.Contain("form-action 'self' http://localhost:9100;"));
    }

    [Test]
    public async Task A_sign_in_page_without_a_request_leads_to_the_own_account()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/login");
        Assert.That(browser.Shows("login-cancel"), Is.False, "there is nobody to go back to");
        await TypeAsync(browser, "alice");

        Assert.That(browser.PageName, Is.EqualTo("account"));
        Assert.That(browser.Page.QuerySelector("main")?.TextContent, Does.Contain("Alice Doe"));
    }

    [Test]
    public async Task A_remembered_sign_in_survives_the_browser_and_another_does_not()
    {
        using var remembered = await AtSignInAsync(Portal());
        await remembered.PressAsync("login-submit", ("username", "alice"), ("password", Password), ("remember", "true"));
        using var forgotten = await AtSignInAsync(Portal());
        await TypeAsync(forgotten, "alice");

        Clock.Advance(TimeSpan.FromHours(13));
        await remembered.GoAsync("/account");
        await forgotten.GoAsync("/account");

        Assert.That(remembered.PageName, Is.EqualTo("account"));
        Assert.That(forgotten.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task A_form_that_comes_from_elsewhere_is_not_heard()
    {
        using var browser = await AtSignInAsync(Portal());
        await browser.PostFromElsewhereAsync(browser.Address.PathAndQuery, [new("username", "alice"), new("password", Password)]);

        Assert.That(browser.Left, Is.Null);
        Assert.That(browser.PageName, Is.EqualTo("expired"));
    }

    [TestCase("/login?pending=x")]
    [TestCase("/login/code?pending=x")]
    [TestCase("/login/password?pending=x")]
    [TestCase("/consent?pending=x")]
    [TestCase("/select-account?pending=x")]
    [TestCase("/login/code")]
    [TestCase("/consent")]
    public async Task A_request_that_is_not_known_shows_the_expired_page(string address)
    {
        using var browser = await AtSignInAsync(Portal());
        await browser.GoAsync(address);

        Assert.That(browser.PageName, Is.EqualTo("expired"));
        Assert.That((int)browser.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task A_browser_without_cookies_is_told_so()
    {
        using var browser = await AtSignInAsync(Portal());
        browser.ForgetCookies();
        await browser.GoAsync(browser.Address);

        Assert.That(browser.PageName, Is.EqualTo("expired"));
        Assert.That(browser.Page.QuerySelector("h1")?.TextContent, Does.Contain("Cookies"));
    }

    [Test]
    public async Task A_request_expires_after_an_hour()
    {
        using var browser = await AtSignInAsync(Portal());
        Clock.Advance(TimeSpan.FromMinutes(60));
        await TypeAsync(browser, "alice");

        Assert.That(browser.PageName, Is.EqualTo("expired"));
    }

    // Antiforgery tokens, pending handles and hashes of files differ from page to page.
    private static string WithoutRandomness(HttpBrowser browser)
    {
        foreach (var input in browser.Page.QuerySelectorAll("input[type=hidden]"))
            input.RemoveAttribute("value");
        foreach (var form in browser.Page.QuerySelectorAll("form"))
            form.RemoveAttribute("action");
        // Links and scripts carry the request, sealed anew for each page.
        foreach (var carrier in browser.Page.QuerySelectorAll("a[href*='pending='], [data-options], [data-again]"))
            foreach (var name in new[] { "href", "data-options", "data-again" })
                carrier.RemoveAttribute(name);
        return browser.Page.DocumentElement.OuterHtml;
    }
}
