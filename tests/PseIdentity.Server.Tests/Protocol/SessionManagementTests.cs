using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Where it is switched on, relying parties watch the sign-in in the browser (OpenID Connect Session Management).</summary>
internal sealed class SessionManagementTests : ClockedFixture
{
    private HttpBrowser browser = null!;
    private RelyingParty portal = null!;

    protected override ProviderSetup Setup => base.Setup with { Settings = new Dictionary<string, string>(Relaxed) { ["Sessions:Management"] = "true" } };

    private string? BrowserState => browser.Cookies.SingleOrDefault(cookie => cookie.Key.StartsWith("pse-browser-state", StringComparison.Ordinal)).Value;

    [SetUp]
    public void Open() => (browser, portal) = (new HttpBrowser(Issuer), Installation.Portal(Issuer));

    [TearDown]
    public void Close()
    {
        browser.Dispose();
        portal.Dispose();
    }

    [Test, Category("Session Management §2")]
    public async Task The_answer_carries_a_salted_hash_of_client_origin_and_browser_state()
    {
        var answer = await portal.SignInAsync(browser, "alice", Installation.Password);

        Assert.That(answer["session_state"], Does.Match("^[A-Za-z0-9_-]{43}\\.[A-Za-z0-9_-]+$"));
        Assert.That(Computed(answer["session_state"], BrowserState), Is.EqualTo(answer["session_state"]));
        Assert.That((await portal.AskAsync(browser))["session_state"], Is.Not.EqualTo(answer["session_state"]), "another salt");
    }

    [Test, Category("Session Management §2")]
    public async Task It_stays_true_while_the_same_person_is_signed_in_and_no_longer()
    {
        var first = (await portal.SignInAsync(browser, "alice", Installation.Password))["session_state"];
        await portal.AskAsync(browser);
        Assert.That(Computed(first, BrowserState), Is.EqualTo(first));

        await browser.GoAsync("/account");
        await browser.PressAsync("sign-out");

        Assert.That(BrowserState, Is.Null);
        Assert.That(Computed(first, BrowserState), Is.Not.EqualTo(first));
        var refused = await portal.AskAsync(browser, ("prompt", "none"));
        Assert.That(refused["error"], Is.EqualTo("login_required"));
        Assert.That(Computed(refused["session_state"], null), Is.EqualTo(refused["session_state"]), "nobody is a state as well");
    }

    [Test, Category("Session Management §2")]
    public async Task Another_person_is_another_state()
    {
        var first = (await portal.SignInAsync(browser, "alice", Installation.Password))["session_state"];
        Pass(5);
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "login")));
        Pass(5);
        await browser.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password));

        Assert.That(portal.Answer(browser)["session_state"], Is.EqualTo(Computed(portal.Answer(browser)["session_state"], BrowserState)));
        Assert.That(Computed(first, BrowserState), Is.Not.EqualTo(first));
    }

    [Test, Category("Session Management §3.2")]
    public async Task The_frame_may_be_shown_by_every_site_and_no_other_page_may()
    {
        await browser.GoAsync("/check-session");
        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(browser.Headers["Content-Security-Policy"], Does.Contain("frame-ancestors *"));
        Assert.That(browser.Headers.Keys, Has.None.EqualTo("X-Frame-Options"));
        Assert.That(browser.Page.Body?.GetAttribute("data-cookie"), Does.StartWith("pse-browser-state"));
        Assert.That(browser.Cookies, Is.Empty);

        await browser.GoAsync("/logged-out");
        Assert.That(browser.Headers["Content-Security-Policy"], Does.Contain("frame-ancestors 'none'"));
        Assert.That(browser.Headers["X-Frame-Options"], Is.EqualTo("DENY"));
    }

    [Test, Category("Session Management §3.3")]
    public async Task Discovery_says_where_the_frame_is()
    {
        using var discovery = JsonDocument.Parse(await Provider.Http.GetStringAsync("/.well-known/openid-configuration"));

        Assert.That(discovery.RootElement.GetProperty("check_session_iframe").GetString(), Is.EqualTo(IssuerName + "/check-session"));
    }

    // As the frame's script computes it.
    private static string Computed(string sessionState, string? browserState)
    {
        var salt = sessionState.Split('.')[1];
        return CanonicalBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"portal http://localhost:9100 {browserState} {salt}"))) + "." + salt;
    }
}

/// <summary>Switched off, as it is by default, nothing of it is there.</summary>
internal sealed class NoSessionManagementTests : ClockedFixture
{
    [Test, Category("Session Management §3.3")]
    public async Task Neither_frame_nor_cookie_nor_session_state()
    {
        using var browser = new HttpBrowser(Issuer);
        using var portal = Installation.Portal(Issuer);

        var answer = await portal.SignInAsync(browser, "alice", Installation.Password);
        Assert.That(answer.Keys, Has.None.EqualTo("session_state"));
        Assert.That(browser.Cookies.Keys, Has.None.Contains("browser-state"));
        await browser.GoAsync("/check-session");
        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await Provider.Http.GetStringAsync("/.well-known/openid-configuration"), Does.Not.Contain("check_session_iframe"));
    }
}
