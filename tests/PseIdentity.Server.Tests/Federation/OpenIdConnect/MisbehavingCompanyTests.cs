using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>A company's provider that does one thing wrong: a page says what to do, an event is for the operator, and nothing is created or linked.</summary>
internal sealed class MisbehavingCompanyTests : CompanyWayFixture
{
    private CompanyProvider? company;

    private CompanyProvider Company => company ?? throw new InvalidOperationException("It has not been started.");

    [SetUp]
    public async Task StartCompany()
    {
        company = new CompanyProvider(TimeProvider.System);
        await ConnectAsync(company.Issuer);
    }

    [TearDown]
    public async Task StopCompany()
    {
        if (company is not null)
            await company.DisposeAsync();
    }

    [Test]
    public async Task As_it_stands_somebody_gets_in()
    {
        Company.IdToken = claims => (claims["sub"], claims["email"]) = ("somebody-good", "good@acme.example");

        using var browser = await ThereAndBackAsync();

        Assert.That(Portal.Answer(browser), Does.ContainKey("code"));
        Assert.That(await LinkAsync("somebody-good"), Is.Not.Null);
    }

    [Category("OpenID Connect Core §3.1.3.7")]
    [TestCase("iss", "\"https://elsewhere.example\"", "federation.issuer_mismatch")]
    [TestCase("aud", "\"another-client\"", "federation.audience_mismatch")]
    [TestCase("nonce", "\"another-nonce\"", "federation.request_mismatch")]
    [TestCase("exp", "1", "federation.expired")]
    [TestCase("sub", null, "federation.subject_missing")]
    public async Task A_wrong_ID_token_lets_nobody_in(string claim, string? value, string refusal)
    {
        Company.IdToken = claims =>
        {
            claims.Remove(claim);
            if (value is not null)
                claims[claim] = JsonNode.Parse(value);
        };

        using var browser = await ThereAndBackAsync();

        await AssertRefusedAsync(browser, refusal);
    }

    [Test, Category("OpenID Connect Core §3.1.3.7")]
    public async Task A_signature_of_somebody_else_lets_nobody_in()
    {
        Company.Sign = claims => SignedByHand.By(CompanyProvider.SecondKey, claims);
        using var forged = await ThereAndBackAsync();
        await AssertRefusedAsync(forged, "federation.token_signature");

        Company.Sign = claims => SignedByHand.With(new JsonObject { ["alg"] = "none" }, claims, _ => []);
        using var unsigned = await ThereAndBackAsync();
        await AssertRefusedAsync(unsigned, "federation.token_signature");
    }

    [Test, Category("OpenID Connect Core §5.3.2")]
    public async Task Userinfo_about_somebody_else_lets_nobody_in()
    {
        await ConnectAsync(Company.Issuer, new() { UserInfo = true });
        Company.UserInfo = claims => claims["sub"] = "employee-8";

        using var browser = await ThereAndBackAsync();

        await AssertRefusedAsync(browser, "federation.subject_mismatch");
    }

    [TestCase("access_denied", FederationRefusals.Declined)]
    [TestCase("server_error", FederationRefusals.Unreachable)]
    public async Task An_error_is_told_in_words(string error, string refusal)
    {
        Company.Answer = answer => { answer.Remove("code"); answer["error"] = error; };

        using var browser = await ThereAndBackAsync();

        await AssertRefusedAsync(browser, refusal);
        Assert.That(browser.Shows("try-again"), Is.True);
    }

    [Test]
    public async Task A_company_that_is_not_there_is_told_before_anybody_leaves()
    {
        Company.Instead["/.well-known/openid-configuration"] = new WebDocument("") { Status = 503 };

        using var browser = await LeaveAsync();

        await AssertRefusedAsync(browser, FederationRefusals.Unreachable);
    }

    [Test, Category("RFC 9207 §2.4")]
    public async Task An_answer_in_the_name_of_another_issuer_lets_nobody_in()
    {
        Company.Answer = answer => answer["iss"] = "https://elsewhere.example";

        using var browser = await ThereAndBackAsync();

        await AssertRefusedAsync(browser, "federation.issuer_mismatch");
    }

    [Test, Category("RFC 9700 §4.4")]
    public async Task An_answer_that_comes_to_the_address_of_another_company_lets_nobody_in()
    {
        await using var honest = new CompanyProvider(TimeProvider.System);
        await ConnectAsync(honest.Issuer, name: Other);
        using var browser = await LeaveAsync(Other);
        var answer = honest.Arrive(browser.Left!.ToString());

        await browser.GoAsync(Callback(Acme, answer));

        Assert.That(browser.PageName, Is.EqualTo("company-refused"));
        Assert.That((Company.TimesAsked("/token"), honest.TimesAsked("/token")), Is.EqualTo((0, 0)));
        Assert.That(await LinkAsync("employee-7"), Is.Null);
    }

    [Test, Category("RFC 6749 §10.12")]
    public async Task An_answer_works_once_and_in_the_browser_that_asked()
    {
        Company.IdToken = claims => (claims["sub"], claims["email"]) = ("somebody-once", "once@acme.example");
        using var browser = await LeaveAsync();
        var address = Callback(Acme, Company.Arrive(browser.Left!.ToString()));

        using var thief = new HttpBrowser(Issuer);
        await thief.GoAsync(address);
        Assert.That((thief.Left, thief.PageName), Is.EqualTo(((Uri?)null, "company-refused")));

        await browser.GoAsync(address);
        Assert.That(browser.Left, Is.Not.Null);
        await browser.GoAsync(address);
        Assert.That((browser.Left, browser.PageName), Is.EqualTo(((Uri?)null, "expired")));
    }

    [Test, Category("Back-Channel Logout §2.8")]
    public async Task A_logout_token_that_is_wrong_is_answered_with_400()
    {
        var response = await Provider.Http.PostAsync(FederationPaths.Logout + Acme, new FormUrlEncodedContent([new("logout_token", SignedByHand.By(CompanyProvider.SecondKey, Company.IdTokenFor("n", "a")))]));

        Assert.That(((int)response.StatusCode, response.Headers.CacheControl?.NoStore), Is.EqualTo((400, true)));
    }

    private async Task<HttpBrowser> ThereAndBackAsync()
    {
        var browser = await LeaveAsync();
        await browser.GoAsync(Callback(Acme, Company.Arrive(browser.Left!.ToString())));
        return browser;
    }

    private static string Callback(string provider, Dictionary<string, string?> answer) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(FederationPaths.Callback + provider, answer);

    private async Task AssertRefusedAsync(HttpBrowser browser, string refusal)
    {
        Assert.That((browser.PageName, browser.TextOf("error-code")), Is.EqualTo(("company-refused", refusal)));
        Assert.That(browser.Cookies.Keys, Has.None.StartsWith("pse-session"));
        Assert.That(await LinkAsync("employee-7"), Is.Null);
        Assert.That(await AccountByAddressAsync("eve@acme.example"), Is.Null);
    }
}
