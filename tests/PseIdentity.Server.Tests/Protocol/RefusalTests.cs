using System.Net;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The table of refusals, every row over a socket.</summary>
[Category("Refusals")]
internal sealed class RefusalTests : ProviderFixture
{
    private static IEnumerable<Refusal> Rows => [.. TokenRefusals.Rows, .. ResourceRefusals.Rows, .. ExchangeRefusals.Rows, .. PushRefusals.Rows, .. RegistrationRefusals.Rows, .. DpopRefusals.Rows, .. DeviceRefusals.Rows];

    public static IEnumerable<TestCaseData> BackChannel => Rows.Select(row => Case(row, row.Situation, row.Section));

    public static IEnumerable<TestCaseData> Authorization => AuthorizeRefusals.Rows.Concat(DetailsRefusals.Rows).Select(row => Case(row, row.Situation, row.Section));

    [TestCaseSource(nameof(BackChannel))]
    public async Task A_back_channel_request_is_refused(Refusal refusal)
    {
        var answer = await refusal.Scenario(new Scenes(Issuer));

        Assert.Multiple(() =>
        {
            Assert.That(answer.Error, Is.EqualTo(refusal.Code), answer.Body);
            Assert.That(answer.Status, Is.EqualTo(refusal.Status), answer.Body);
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(answer.Headers["Content-Type"], Does.StartWith("application/json"));
            Assert.That(answer.Member("error_description"), Does.Match("^[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$"), "RFC 6749 §5.2 allows no other characters");
        });
    }

    [TestCaseSource(nameof(Authorization))]
    public async Task An_authorization_request_is_refused(AuthorizeRefusal refusal)
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);

        await browser.GoAsync(portal.AuthorizeQuery(refusal.Change));

        if (refusal.ToClient)
            AssertTold(portal.Answer(browser), portal, refusal.Code);
        else
            AssertShown(browser, refusal.Code);
    }

    [Test, Category("RFC 7636 §4.4.1")]
    public async Task A_public_client_without_a_code_challenge_is_refused()
    {
        using var browser = new HttpBrowser(Issuer);
        var app = Installation.BrowserApp(Issuer);

        await browser.GoAsync(app.AuthorizeQuery(("code_challenge", null), ("code_challenge_method", null)));

        AssertTold(app.Answer(browser), app, "invalid_request");
    }

    [Test, Category("RFC 6749 §3.1")]
    public async Task A_parameter_sent_twice_is_refused_and_told_to_the_client()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);

        await browser.GoAsync(portal.AuthorizeQuery() + "&nonce=twice");

        AssertTold(portal.Answer(browser), portal, "invalid_request");
    }

    [Test, Category("RFC 6749 §3.1")]
    public async Task A_redirect_uri_sent_twice_is_refused_on_a_page()
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(Installation.Portal(Issuer).AuthorizeQuery() + "&redirect_uri=https%3A%2F%2Fevil.example");

        AssertShown(browser, "invalid_request");
    }

    [Test, Category("RFC 6749 §4.1.2.1"), Category("RFC 9207 §2")]
    public async Task A_person_who_cancels_the_sign_in_is_told_to_the_client_as_access_denied()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());

        await browser.PressAsync("login-cancel");

        AssertTold(portal.Answer(browser), portal, "access_denied");
    }

    [Test, Category("RFC 6749 §4.1.2.1")]
    public async Task A_person_who_refuses_consent_is_told_to_the_client_as_access_denied()
    {
        using var browser = new HttpBrowser(Issuer);
        var budget = Installation.Budget(Issuer);
        await browser.GoAsync(budget.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        Assert.That(browser.PageName, Is.EqualTo("consent"));

        await browser.PressAsync("consent-deny");

        AssertTold(budget.Answer(browser), budget, "access_denied");
    }

    // Each row shows its section.
    private static TestCaseData Case(object row, string situation, string section) => new TestCaseData(row).SetName("Refused: " + situation).SetCategory(section);

    private void AssertTold(Dictionary<string, string> answer, RelyingParty party, string code) =>
        Assert.Multiple(() =>
        {
            Assert.That(answer["error"], Is.EqualTo(code));
            Assert.That(answer["state"], Is.EqualTo(party.State));
            Assert.That(answer["iss"], Is.EqualTo(Issuer.ToString().TrimEnd('/')), "RFC 9207 §2: errors carry iss, too");
            Assert.That(answer, Does.Not.ContainKey("code"));
        });

    private static void AssertShown(HttpBrowser browser, string code) =>
        Assert.Multiple(() =>
        {
            Assert.That(browser.Left, Is.Null, "never a redirect");
            Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(browser.PageName, Is.EqualTo("error"));
            Assert.That(browser.TextOf("error-code"), Is.EqualTo(code));
            Assert.That(browser.Headers["Cache-Control"], Does.Contain("no-store"));
            Assert.That(browser.Page.QuerySelectorAll("a[href*='evil'], a[href*=':9199']"), Is.Empty, "no link to the refused address");
        });
}
