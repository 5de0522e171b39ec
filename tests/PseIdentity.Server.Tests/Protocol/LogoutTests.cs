using System.Net;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Signing out at a relying party's request: every row of OpenID Connect RP-Initiated Logout §2 and §3.</summary>
internal sealed class LogoutTests : LogoutFixture
{
    [Test, Category("RP-Initiated Logout §2")]
    public async Task With_a_hint_and_a_registered_address_the_person_is_signed_out_and_led_back_with_state_alone()
    {
        await LogoutAsync(("id_token_hint", idToken), ("post_logout_redirect_uri", Back), ("state", LongState));

        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back + "?state=" + LongState));
        await AssertSignedOutAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task Without_state_the_address_is_exactly_the_registered_one()
    {
        await LogoutAsync(("id_token_hint", idToken), ("post_logout_redirect_uri", Back));

        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back));
    }

    [Test, Category("RP-Initiated Logout §3")]
    public async Task A_query_registered_with_the_address_stays()
    {
        await LogoutAsync(("id_token_hint", idToken), ("post_logout_redirect_uri", Back + "?from=portal"), ("state", "a b"));

        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back + "?from=portal&state=a%20b"));
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task The_request_may_be_posted_from_another_site()
    {
        await browser.PostFromElsewhereAsync("/logout", [new("id_token_hint", idToken), new("post_logout_redirect_uri", Back), new("state", "s")]);

        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back + "?state=s"));
        await AssertSignedOutAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task With_a_hint_alone_the_person_is_signed_out_and_told_so()
    {
        await LogoutAsync(("id_token_hint", idToken));

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        Assert.That(browser.Left, Is.Null);
        await AssertSignedOutAsync();
    }

    [Category("RP-Initiated Logout §2")]
    [TestCase(null)]
    [TestCase("some-state")]
    public async Task Without_a_hint_the_person_is_asked(string? state)
    {
        await LogoutAsync(state is null ? [] : [("state", state)]);
        Assert.That(browser.PageName, Is.EqualTo("logout"));
        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.OK));
        await AssertSignedInAsync();

        await LogoutAsync();
        await browser.PressAsync("logout-confirm");

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        Assert.That(browser.Left, Is.Null);
        await AssertSignedOutAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_person_who_says_no_stays_signed_in()
    {
        await LogoutAsync();

        await browser.PressAsync("logout-cancel");

        await AssertSignedInAsync();
    }

    [Test, Category("RP-Initiated Logout §3")]
    public async Task An_address_without_a_hint_and_a_client_is_not_followed()
    {
        await LogoutAsync(("post_logout_redirect_uri", Back), ("state", "s"));

        await AssertRefusedAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task With_client_id_in_place_of_a_hint_the_person_is_asked_and_then_led_back()
    {
        await LogoutAsync(("client_id", "portal"), ("post_logout_redirect_uri", Back), ("state", "s"));
        Assert.That(browser.PageName, Is.EqualTo("logout"));

        await browser.PressAsync("logout-confirm");

        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back + "?state=s"));
        await AssertSignedOutAsync();
    }

    [Category("RP-Initiated Logout §3")]
    [TestCase("http://localhost:9100/elsewhere")]
    [TestCase("http://localhost:9100/signed-out/")]
    [TestCase("http://localhost:9100/signed-out?foo=bar")]
    [TestCase("http://localhost:9100/Signed-Out")]
    [TestCase("http://localhost:9100/callback")]
    [TestCase("http://localhost:9101/signed-out")]
    [TestCase("https://evil.example/")]
    [TestCase("javascript:alert(1)")]
    public async Task An_address_that_the_client_did_not_register_is_not_followed(string address)
    {
        await LogoutAsync(("id_token_hint", idToken), ("post_logout_redirect_uri", address), ("state", "s"));

        await AssertRefusedAsync();
        Assert.That(browser.Page.QuerySelectorAll("a").Select(a => a.GetAttribute("href")), Has.None.EqualTo(address));
    }

    [Test, Category("RFC 6749 §3.1")]
    public async Task A_parameter_sent_twice_is_refused()
    {
        await browser.GoAsync($"/logout?id_token_hint={idToken}&state=a&state=b");

        await AssertRefusedAsync();
    }

    [Test, Category("RP-Initiated Logout §6")]
    public async Task The_answer_to_the_question_cannot_be_forged()
    {
        await LogoutAsync(("client_id", "portal"));
        var handle = browser.Page.QuerySelector("input[name=logout]")!.GetAttribute("value")!;
        using var other = new HttpBrowser(Issuer);
        await other.GoAsync("/logout?client_id=portal");

        // From another site: no cookies, no token.
        await browser.PostFromElsewhereAsync("/logout", [new("logout", handle), new("logout-confirm", "yes")]);
        Assert.That(browser.PageName, Is.Not.EqualTo("logged-out"));
        await AssertSignedInAsync();

        // From our own page, with the token of another browser.
        await LogoutAsync(("client_id", "portal"));
        browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.SetAttribute("value", "CfDJ8-not-a-token");
        await browser.PressAsync("logout-confirm");
        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        await AssertSignedInAsync();
    }

    [Test, Category("RP-Initiated Logout §6")]
    public async Task The_question_carries_a_request_that_cannot_be_changed()
    {
        await LogoutAsync(("client_id", "portal"), ("post_logout_redirect_uri", Back));
        var handle = browser.Page.QuerySelector("input[name=logout]")!;
        handle.SetAttribute("value", handle.GetAttribute("value")![..^2] + "AA");

        await browser.PressAsync("logout-confirm");

        Assert.That(browser.PageName, Is.EqualTo("error"));
        Assert.That(browser.Left, Is.Null);
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task Somebody_who_is_signed_out_already_is_led_back_as_well()
    {
        await LogoutAsync(("id_token_hint", idToken));

        await LogoutAsync(("id_token_hint", idToken), ("post_logout_redirect_uri", Back), ("state", "again"));

        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back + "?state=again"));
    }

    [Test, Category("RP-Initiated Logout §3")]
    public async Task Without_session_and_hint_no_address_is_followed()
    {
        await LogoutAsync(("id_token_hint", idToken));

        await LogoutAsync(("client_id", "portal"), ("post_logout_redirect_uri", Back));

        Assert.That(browser.Left, Is.Null);
        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
    }

    [Test, Category("OWASP ASVS 7.4.1")]
    public async Task A_copy_of_the_cookie_is_worth_nothing_afterwards()
    {
        using var thief = new HttpBrowser(Issuer);
        foreach (var (name, value) in browser.Cookies)
            thief.SetCookie(name, value);
        Assert.That(await portal.AskAsync(thief, ("prompt", "none")), Does.ContainKey("code"));

        await LogoutAsync(("id_token_hint", idToken));

        Assert.That((await portal.AskAsync(thief, ("prompt", "none")))["error"], Is.EqualTo("login_required"));
        Assert.That(browser.Cookies.Keys, Has.None.StartsWith("pse-session"));
    }

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task A_code_that_was_issued_before_the_sign_out_is_refused_afterwards()
    {
        var code = (await portal.AskAsync(browser))["code"];

        await LogoutAsync(("id_token_hint", idToken));

        Assert.That((await portal.RedeemAsync(code)).Error, Is.EqualTo("invalid_grant"));
    }
}
