using System.Net;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Operations;

internal sealed class HardeningTests : ProviderFixture
{
    [Test]
    public async Task A_page_carries_the_headers_that_protect_it()
    {
        using var response = await Provider.NewBrowser().GetAsync("/help");

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(Header(response, "Content-Security-Policy"), Is.EqualTo(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"));
            Assert.That(Header(response, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
            Assert.That(Header(response, "Referrer-Policy"), Is.EqualTo("same-origin"));
            Assert.That(Header(response, "X-Frame-Options"), Is.EqualTo("DENY"));
            Assert.That(Header(response, "Permissions-Policy"), Does.Contain("camera=()"));
            Assert.That(Header(response, "Cache-Control"), Does.Contain("no-store"));
            Assert.That(Header(response, "Server"), Is.Null);
            Assert.That(Header(response, "Strict-Transport-Security"), Is.Null, "the issuer is http");
        });
    }

    [Test]
    public async Task The_login_page_of_a_request_may_post_on_to_its_redirect_uri()
    {
        using var browser = new HttpBrowser(Issuer);
        using var portal = Installation.Portal(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());

        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.Headers["Content-Security-Policy"], Does.Contain("form-action 'self' http://localhost:9100;"));
    }

    [Test]
    public async Task An_answer_for_programs_allows_nothing_at_all()
    {
        using var response = await Provider.Http.GetAsync("/.well-known/openid-configuration");

        Assert.That(Header(response, "Content-Security-Policy"), Is.EqualTo("default-src 'none'; frame-ancestors 'none'"));
    }

    [TestCase("/login")]
    [TestCase("/authorize?client_id=portal")]
    public async Task A_page_asked_for_under_another_host_moves_to_the_issuer(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, "other.example");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PermanentRedirect));
        Assert.That(response.Headers.Location, Is.EqualTo(new Uri(Issuer, path)));
    }

    [TestCase("GET", "/healthz/live", HttpStatusCode.OK)]
    [TestCase("GET", "/.well-known/openid-configuration", HttpStatusCode.OK)]
    [TestCase("POST", "/token", HttpStatusCode.BadRequest)]
    public async Task A_program_is_answered_under_any_host(string method, string path, HttpStatusCode expected)
    {
        using var response = await SendAsync(new HttpMethod(method), path, "other.example");

        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_person_at_a_wrong_address_gets_a_page_and_a_program_an_empty_answer()
    {
        using var browser = Provider.NewBrowser();
        using var page = await browser.GetAsync("/nowhere");
        using var bare = await Provider.Http.GetAsync("/nowhere");

        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("data-page=\"error\""));
        Assert.That(bare.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await bare.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task A_form_that_was_not_ours_becomes_the_expired_page()
    {
        using var browser = Provider.NewBrowser();
        using var response = await browser.PostAsync("/login", new FormUrlEncodedContent([new("username", "alice"), new("password", "x")]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("data-page=\"expired\""));
    }

    [Test]
    public async Task A_request_that_is_too_large_is_refused()
    {
        using var response = await Provider.Http.PostAsync("/token", new ByteArrayContent(new byte[100_000]) { Headers = { ContentType = new("application/x-www-form-urlencoded") } });

        Assert.That(response.StatusCode, Is.AnyOf(HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Scripts_and_styles_are_served()
    {
        using var page = await Provider.NewBrowser().GetAsync("/help");
        var html = await page.Content.ReadAsStringAsync();
        var style = System.Text.RegularExpressions.Regex.Match(html, "href=\"(/css/[^\"]+)\"").Groups[1].Value;

        using var response = await Provider.Http.GetAsync(style);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Header(response, "Cache-Control"), Is.EqualTo("public, max-age=31536000, immutable"));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string host)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Host = host } };
        return await Provider.Http.SendAsync(request);
    }

    internal static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
