using System.Net;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Pushed authorization requests (RFC 9126), from the push to the code.</summary>
internal sealed class PushedRequestTests : ClockedFixture
{
    private const string PushingOnly = $$"""
        { "client_id": "pushing-only", "client_secret": "{{Installation.Secret}}", "client_name": "Pushing", "client_uri": "https://pushing.example/",
          "redirect_uris": ["http://localhost:9110/callback"], "scope": "openid profile", "consent": "implicit", "require_pushed_authorization_requests": true }
        """;

    private RelyingParty party = null!;
    private HttpBrowser browser = null!;

    protected override ProviderSetup Setup => base.Setup with { Provisioning = Installation.With(PushingOnly) };

    [SetUp]
    public void Open() => (party, browser) = (new(Issuer, "pushing-only", Installation.Secret, "http://localhost:9110/callback", "openid profile"), new HttpBrowser(Issuer));

    [TearDown]
    public void Close()
    {
        party.Dispose();
        browser.Dispose();
    }

    [Test, Category("RFC 9126 §2.2")]
    public async Task A_push_is_answered_with_an_unguessable_reference_and_its_lifetime()
    {
        var (first, second) = (await party.PushAsync(), await party.PushAsync());

        Assert.Multiple(() =>
        {
            Assert.That(first.Status, Is.EqualTo(201), first.Body);
            Assert.That(first.Member("request_uri"), Does.Match("^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$"));
            Assert.That(first.Member("request_uri"), Is.Not.EqualTo(second.Member("request_uri")));
            Assert.That(first.Json.GetProperty("expires_in").GetInt32(), Is.EqualTo(60));
            Assert.That(first.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(first.Headers["Content-Type"], Does.StartWith("application/json"));
        });
    }

    [Test, Category("RFC 9126 §4")]
    public async Task A_pushed_request_becomes_tokens()
    {
        await browser.GoAsync(party.PushedQuery(await party.PushAsync()));
        var answer = await SignInAsync();

        Assert.That(answer["state"], Is.EqualTo(party.State));
        Assert.That(answer["iss"], Is.EqualTo(IssuerName));
        var tokens = await party.RedeemAsync(answer["code"]);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
    }

    // Trap P3.
    [Test, Category("RFC 9126 §4")]
    public async Task What_stands_beside_the_reference_counts_for_nothing()
    {
        var pushed = await party.PushAsync(("state", "pushed"));

        await browser.GoAsync(party.PushedQuery(pushed, ("state", "outside"), ("redirect_uri", "https://evil.example/"), ("scope", "payments"), ("response_type", "token"), ("nonce", "x")));

        Assert.That((await SignInAsync())["state"], Is.EqualTo("pushed"));
    }

    [Test, Category("RFC 9126 §4")]
    public async Task State_that_stands_only_beside_the_reference_is_not_returned()
    {
        await browser.GoAsync(party.PushedQuery(await party.PushAsync(("state", null)), ("state", "outside")));

        Assert.That(await SignInAsync(), Does.Not.ContainKey("state"));
    }

    // Trap P1.
    [Test, Category("RFC 9126 §4")]
    public async Task Two_visits_before_the_sign_in_work_and_the_second_answer_does_not()
    {
        var query = party.PushedQuery(await party.PushAsync());
        using var secondTab = new HttpBrowser(Issuer);
        await browser.GoAsync(query);
        await browser.GoAsync(query);
        Assert.That(browser.PageName, Is.EqualTo("login"));
        await secondTab.GoAsync(query);
        Assert.That(secondTab.PageName, Is.EqualTo("login"));
        Assert.That(await SignInAsync(), Does.ContainKey("code"));

        await secondTab.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        AssertAnsweredBefore(secondTab);

        await browser.GoAsync(query);
        AssertAnsweredBefore(browser);
    }

    // Trap P2: the boundary.
    [Test, Category("RFC 9126 §2.2")]
    public async Task A_reference_works_until_the_last_moment_of_its_lifetime_and_not_at_its_end()
    {
        var query = party.PushedQuery(await party.PushAsync());
        Pass(59.999);
        await browser.GoAsync(query);
        Assert.That(browser.PageName, Is.EqualTo("login"));

        Pass(0.001);
        using var late = new HttpBrowser(Issuer);
        await late.GoAsync(query);
        AssertRefused(late, "invalid_request_uri");

        // Who came in time has the time of any other request.
        Pass(3400);
        Assert.That(await SignInAsync(), Does.ContainKey("code"));
    }

    [Test, Category("RFC 9126 §2.2")]
    public async Task A_reference_is_of_use_to_the_client_that_pushed_it_only()
    {
        var pushed = await party.PushAsync();

        await browser.GoAsync(Installation.Portal(Issuer).PushedQuery(pushed));

        AssertRefused(browser, "invalid_request_uri");
    }

    [Category("RFC 9126 §4")]
    [TestCase("urn:ietf:params:oauth:request_uri:unknown")]
    [TestCase("urn:ietf:params:oauth:request_uri:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("urn:ietf:params:oauth:request_uri:")]
    public async Task A_reference_that_is_not_known_is_refused_on_a_page(string uri)
    {
        await browser.GoAsync("/authorize?client_id=pushing-only&redirect_uri=" + Uri.EscapeDataString(party.RedirectUri) + "&request_uri=" + Uri.EscapeDataString(uri));

        AssertRefused(browser, "invalid_request_uri");
    }

    [Test, Category("RFC 9126 §4")]
    public async Task A_reference_sent_twice_or_without_a_client_is_refused_on_a_page()
    {
        var query = party.PushedQuery(await party.PushAsync());

        await browser.GoAsync(query + "&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Ax");
        AssertRefused(browser, "invalid_request");

        await browser.GoAsync(query.Replace("client_id=pushing-only&", "", StringComparison.Ordinal));
        AssertRefused(browser, "invalid_request");
    }

    [Category("RFC 9126 §2.3")]
    [TestCase("GET")]
    [TestCase("PUT")]
    public async Task A_push_is_a_post(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Issuer, "/par?client_id=pushing-only"));

        Assert.That((await party.SendAsync(request)).Status, Is.EqualTo(405));
    }

    [Test, Category("RFC 6749 §3.1")]
    public async Task What_is_not_known_is_ignored_when_it_is_pushed() =>
        Assert.That((await party.PushAsync(("extra", "foobar"))).Status, Is.EqualTo(201));

    [Test, Category("RFC 9126 §6")]
    public async Task A_client_that_has_to_push_is_told_when_it_does_not()
    {
        var answer = await party.AskAsync(browser);

        Assert.That((answer["error"], answer["state"]), Is.EqualTo(("invalid_request", party.State)));
    }

    [Test, Category("RFC 9126 §6")]
    public async Task A_client_that_has_to_push_is_refused_on_a_page_where_its_redirect_uri_is_not_trusted()
    {
        await browser.GoAsync(party.AuthorizeQuery(("redirect_uri", "https://evil.example/")));

        AssertRefused(browser, "invalid_request");
    }

    [Test, Category("RFC 9126 §2.1")]
    public async Task The_credentials_of_the_push_are_kept_nowhere()
    {
        using var service = new RelyingParty(Issuer, "pushing-only", null, party.RedirectUri, party.Scope);
        var wrong = await service.PushAsync(("client_secret", Installation.Secret));
        Assert.That((wrong.Status, wrong.Error), Is.EqualTo((401, "invalid_client")), "registered for client_secret_basic");

        using var signing = Installation.Signing("ES256", Issuer);
        var assertion = new ClientAssertion(Installation.ClientKeys["ES256"], signing.ClientId, IssuerName, Clock.GetUtcNow()).Sign();
        var pushed = await signing.PushAsync([.. ClientAssertion.Fields(assertion)]);
        Assert.That(pushed.Status, Is.EqualTo(201), pushed.Body);

        var kept = await Provider.Services.GetStoredPushAsync(pushed.Member("request_uri") ?? "", Clock.GetUtcNow());
        Assert.That(kept.Parameters, Does.Contain("client_id=signing-ES256").And.Not.Contain("assertion"));
    }

    [Test, Category("RFC 9126 §2.1")]
    public async Task A_public_client_may_push_and_repeated_resources_are_kept()
    {
        using var app = Installation.BrowserApp(Issuer);

        await browser.GoAsync(app.PushedQuery(await app.PushAsync()));
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));

        var tokens = await app.RedeemAsync(app.Answer(browser)["code"]);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
    }

    [Test, Category("RFC 9126 §4")]
    public async Task Of_twenty_answers_to_one_pushed_request_at_once_one_holds_a_code()
    {
        await party.SignInPushedAsync(browser);
        var query = party.PushedQuery(await party.PushAsync());
        var tabs = Enumerable.Range(0, 20).Select(_ => browser.AnotherTab()).ToList();

        await Task.WhenAll(tabs.Select(tab => tab.GoAsync(query)));

        Assert.That(tabs.Count(tab => tab.Left is not null), Is.EqualTo(1));
        Assert.That(tabs.Where(tab => tab.Left is null).Select(tab => tab.TextOf("error-code")), Is.All.EqualTo("invalid_request_uri"));
        tabs.ForEach(tab => tab.Dispose());
    }

    private async Task<Dictionary<string, string>> SignInAsync()
    {
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        return party.Answer(browser);
    }

    private static void AssertAnsweredBefore(HttpBrowser tab) =>
        Assert.Multiple(() =>
        {
            AssertRefused(tab, "invalid_request_uri");
            Assert.That(tab.Page.GetElementById("return-link")?.GetAttribute("href"), Is.EqualTo("https://pushing.example/"), "the application has its answer");
        });

    private static void AssertRefused(HttpBrowser tab, string code) =>
        Assert.Multiple(() =>
        {
            Assert.That(tab.Left, Is.Null, "never a redirect");
            Assert.That(tab.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(tab.PageName, Is.EqualTo("error"));
            Assert.That(tab.TextOf("error-code"), Is.EqualTo(code));
        });
}
