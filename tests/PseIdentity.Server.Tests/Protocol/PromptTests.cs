using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Whether a person is asked, and for what: <c>prompt</c>, <c>max_age</c>, <c>id_token_hint</c> and their relatives (OpenID Connect Core §3.1.2.1).</summary>
internal sealed class PromptTests : PromptFixture
{
    [Test, Category("OpenID Connect Core §3.1.2.6")]
    public async Task Prompt_none_with_nobody_signed_in_is_answered_without_a_page()
    {
        var answer = await portal.AskAsync(browser, ("prompt", "none"), ("state", LongState));

        Assert.That(answer.Keys, Is.EquivalentTo(new[] { "error", "error_description", "state", "iss" }));
        Assert.That(answer["error"], Is.EqualTo("login_required"));
        Assert.That(answer["state"], Is.EqualTo(LongState));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Prompt_none_for_somebody_who_is_signed_in_gives_the_same_sign_in_again()
    {
        var before = await SignInAsync();
        Pass(120);

        var after = IdToken(await portal.RedeemAsync((await portal.AskAsync(browser, ("prompt", "none")))["code"]));

        Assert.That((after.Subject, after.Number("auth_time")), Is.EqualTo((before.Subject, before.Number("auth_time"))));
    }

    [Test, Category("OpenID Connect Core §3.1.2.6")]
    public async Task Prompt_none_without_consent_is_answered_with_consent_required()
    {
        await SignInAsync();

        Assert.That((await Installation.Budget(Issuer).AskAsync(browser, ("prompt", "none")))["error"], Is.EqualTo("consent_required"));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Prompt_login_asks_again_once_and_auth_time_is_new()
    {
        var before = await SignInAsync();
        Pass(10);

        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "login")));
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.Page.QuerySelector("#username")!.Attributes.Select(a => a.Name), Has.None.AnyOf("readonly", "disabled", "hidden"));
        Pass(10);
        await browser.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password));

        var after = IdToken(await portal.RedeemAsync(portal.Answer(browser)["code"]));
        Assert.That(after.Number("auth_time"), Is.EqualTo(before.Number("auth_time") + 20));
        Assert.That(after.Text("sid"), Is.EqualTo(before.Text("sid")), "the same person goes on with the same session");
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Going_back_to_a_request_with_prompt_login_without_signing_in_asks_again()
    {
        await SignInAsync();
        Pass(10);
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "login")));
        var pending = System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"];

        await browser.GoAsync("/authorize/resume?pending=" + pending);

        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.Left, Is.Null);
    }

    [Test, Category("OpenID Connect Core §3.1.2.4")]
    public async Task Consent_is_asked_once_when_it_is_to_be_remembered()
    {
        var budget = Installation.Budget(Issuer);
        await budget.SignInAsync(browser, "dora", Installation.Password, ("scope", "openid"));

        Assert.That(await budget.AskAsync(browser, ("scope", "openid")), Does.ContainKey("code"), "the same again");

        await browser.GoAsync(budget.AuthorizeQuery(("scope", "openid email profile")));
        Assert.That(browser.PageName, Is.EqualTo("consent"), "more than was allowed");
    }

    [Test, Category("RFC 8252 §8.6")]
    public async Task A_native_application_that_others_could_pose_as_is_asked_about_each_time()
    {
        var native = new RelyingParty(Issuer, "native-guest", null, "http://127.0.0.1/callback", "openid");
        await native.SignInAsync(browser, "dora", Installation.Password);

        await browser.GoAsync(native.AuthorizeQuery());
        Assert.That(browser.PageName, Is.EqualTo("consent"));

        Assert.That((await native.AskAsync(browser, ("prompt", "none")))["error"], Is.EqualTo("consent_required"));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Prompt_consent_asks_although_it_was_allowed_before()
    {
        await SignInAsync();
        Pass(10);

        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "consent")));
        Assert.That(browser.PageName, Is.EqualTo("consent"));
        Pass(5);
        await browser.PressAsync("consent-allow");

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Prompt_login_and_consent_asks_for_both()
    {
        await SignInAsync();
        Pass(10);
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "login consent")));
        Pass(5);
        await browser.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password));
        Assert.That(browser.PageName, Is.EqualTo("consent"));

        Pass(5);
        await browser.PressAsync("consent-allow");

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Prompt_select_account_lets_the_person_stay()
    {
        var before = await SignInAsync();
        Pass(10);
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "select_account")));
        Assert.That(browser.PageName, Is.EqualTo("select-account"));

        await browser.PressAsync("account-0");

        var after = IdToken(await portal.RedeemAsync(portal.Answer(browser)["code"]));
        Assert.That((after.Subject, after.Number("auth_time")), Is.EqualTo((before.Subject, before.Number("auth_time"))));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Prompt_select_account_lets_the_person_become_somebody_else()
    {
        var before = await SignInAsync();
        Pass(10);
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "select_account")));
        await browser.PressAsync("account-other");
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Pass(10);

        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));

        var after = IdToken(await portal.RedeemAsync(portal.Answer(browser)["code"]));
        Assert.That(after.Subject, Is.Not.EqualTo(before.Subject));
        Assert.That(after.Text("sid"), Is.Not.EqualTo(before.Text("sid")));
    }

    [Category("OpenID Connect Core §3.1.2.1")]
    [TestCase("0", 0)]
    [TestCase("1", 2)]
    [TestCase("300", 301)]
    public async Task A_sign_in_older_than_max_age_is_repeated(string maxAge, double seconds)
    {
        var before = await SignInAsync();
        Pass(seconds);
        await browser.GoAsync(portal.AuthorizeQuery(("max_age", maxAge)));
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Pass(5);

        await browser.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password));

        var after = IdToken(await portal.RedeemAsync(portal.Answer(browser)["code"]));
        Assert.That(after.Number("auth_time"), Is.EqualTo(before.Number("auth_time") + seconds + 5));
    }

    [Category("OpenID Connect Core §3.1.2.1")]
    [TestCase("1", 1)]
    [TestCase("300", 300)]
    [TestCase("10000", 2)]
    [TestCase("99999999999", 2)]
    public async Task A_sign_in_within_max_age_is_good_enough(string maxAge, double seconds)
    {
        var before = await SignInAsync();
        Pass(seconds);

        var after = IdToken(await portal.RedeemAsync((await portal.AskAsync(browser, ("max_age", maxAge)))["code"]));

        Assert.That(after.Number("auth_time"), Is.EqualTo(before.Number("auth_time")));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Prompt_none_with_a_sign_in_older_than_max_age_needs_a_login()
    {
        await SignInAsync();
        Pass(2);

        Assert.That((await portal.AskAsync(browser, ("prompt", "none"), ("max_age", "1")))["error"], Is.EqualTo("login_required"));
    }

    [Test, Category("OpenID Connect Registration §2")]
    public async Task A_client_may_register_the_age_that_it_wants()
    {
        var hasty = Installation.HastyApp(Issuer);
        await SignInAsync();
        Pass(300);
        Assert.That(await hasty.AskAsync(browser), Does.ContainKey("code"));
        Pass(1);

        Assert.That((await hasty.AskAsync(browser, ("prompt", "none")))["error"], Is.EqualTo("login_required"));
        Assert.That(await hasty.AskAsync(browser, ("max_age", "1000")), Does.ContainKey("code"), "the request goes before the registration");
    }

    [Category("OpenID Connect Core §15.1")]
    [TestCase("display", "page")]
    [TestCase("display", "popup")]
    [TestCase("display", "touch")]
    [TestCase("display", "wap")]
    [TestCase("ui_locales", "se")]
    [TestCase("ui_locales", "fr-CA fr en")]
    [TestCase("ui_locales", "not a language!")]
    [TestCase("claims_locales", "se")]
    public async Task A_wish_about_the_page_breaks_nothing(string name, string value)
    {
        await browser.GoAsync(portal.AuthorizeQuery((name, value)));
        Assert.That(browser.PageName, Is.EqualTo("login"));
        await browser.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password));

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }
}
