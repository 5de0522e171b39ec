using System.Net;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Which web pages may read what is answered (the Fetch standard's CORS protocol).</summary>
[Category("Fetch §3.2")]
internal sealed class CorsTests : ProviderFixture
{
    private const string Own = "http://localhost:9101";
    private const string AnotherClients = "http://localhost:9104";
    private const string Nobodys = "https://evil.example";

    [TestCase("/.well-known/openid-configuration")]
    [TestCase("/.well-known/oauth-authorization-server")]
    [TestCase("/.well-known/jwks.json")]
    public async Task What_is_public_may_be_read_by_every_page(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, Nobodys);

        Assert.That(Allowed(response), Is.EqualTo("*"));
    }

    [TestCase("/token", "POST")]
    [TestCase("/revoke", "POST")]
    [TestCase("/userinfo", "GET")]
    public async Task A_preflight_is_answered_for_the_origin_of_any_client(string path, string verb)
    {
        using var response = await PreflightAsync(path, Own, verb);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(Allowed(response), Is.EqualTo(Own));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Methods").Single(), Does.Contain(verb));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Headers").Single(), Does.Contain("authorization").And.Contain("content-type"));
        Assert.That(response.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);
        Assert.That(response.Headers.Vary, Does.Contain("Origin"));
    }

    [TestCase("/token", Nobodys)]
    [TestCase("/token", "null")]
    [TestCase("/token", "http://localhost:9101.evil.example")]
    [TestCase("/token", "HTTP://LOCALHOST:9101")]
    [TestCase("/userinfo", Nobodys)]
    [TestCase("/userinfo", "null")]
    [TestCase("/revoke", "null")]
    public async Task A_preflight_of_a_strange_origin_allows_nothing(string path, string origin)
    {
        using var response = await PreflightAsync(path, origin, "POST");

        Assert.That(Allowed(response), Is.Null);
    }

    [TestCase(Own, Own)]
    [TestCase(AnotherClients, null)]
    [TestCase(Nobodys, null)]
    [TestCase("null", null)]
    public async Task The_answers_of_token_userinfo_and_revocation_are_for_the_clients_own_origin(string origin, string? allowed)
    {
        using var browser = new HttpBrowser(Issuer);
        var app = Installation.BrowserApp(Issuer);
        var code = (await app.SignInAsync(browser, "alice", Installation.Password))["code"];
        using var redeem = Form("/token", origin, ("grant_type", "authorization_code"), ("client_id", app.ClientId), ("code", code), ("redirect_uri", app.RedirectUri), ("code_verifier", app.Verifier));

        using var token = await Provider.Http.SendAsync(redeem);
        Assert.That(token.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Allowed(token), Is.EqualTo(allowed));

        var tokens = await TokenAnswer.ReadAsync(token);
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/userinfo") { Headers = { { "Origin", origin }, { "Authorization", "Bearer " + tokens.AccessToken } } };
        using var userInfo = await Provider.Http.SendAsync(ask);
        Assert.That(userInfo.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Allowed(userInfo), Is.EqualTo(allowed));

        using var revoke = Form("/revoke", origin, ("client_id", app.ClientId), ("token", tokens.RefreshToken));
        using var revoked = await Provider.Http.SendAsync(revoke);
        Assert.That(Allowed(revoked), Is.EqualTo(allowed));
        Assert.That(new[] { token, userInfo, revoked }.Any(r => r.Headers.Contains("Access-Control-Allow-Credentials")), Is.False);
    }

    [Test]
    public async Task A_refusal_may_be_read_by_the_page_that_caused_it()
    {
        using var wrongCode = Form("/token", Own, ("grant_type", "authorization_code"), ("client_id", "browser-app"), ("code", "x"));
        using var token = await Provider.Http.SendAsync(wrongCode);
        Assert.That(Allowed(token), Is.EqualTo(Own));

        using var ask = new HttpRequestMessage(HttpMethod.Get, "/userinfo") { Headers = { { "Origin", Own }, { "Authorization", "Bearer expired" } } };
        using var userInfo = await Provider.Http.SendAsync(ask);
        Assert.That(userInfo.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(Allowed(userInfo), Is.EqualTo(Own), "a page has to learn that its token has expired");
        Assert.That(userInfo.Headers.GetValues("Access-Control-Expose-Headers").Single(), Does.Contain("www-authenticate"));
    }

    [Test]
    public async Task A_refusal_says_nothing_to_a_strange_page()
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/userinfo") { Headers = { { "Origin", Nobodys }, { "Authorization", "Bearer expired" } } };
        using var userInfo = await Provider.Http.SendAsync(ask);

        Assert.That(Allowed(userInfo), Is.Null);
    }

    [TestCase("/authorize")]
    [TestCase("/logout")]
    [TestCase("/login")]
    public async Task Pages_are_for_no_other_page_to_read(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, Own);

        Assert.That(Allowed(response), Is.Null);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", origin } } };
        return await Provider.Http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> PreflightAsync(string path, string origin, string verb)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path)
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", verb }, { "Access-Control-Request-Headers", "authorization,content-type" } },
        };
        return await Provider.Http.SendAsync(request);
    }

    private static HttpRequestMessage Form(string path, string origin, params (string Name, string Value)[] fields) => new(HttpMethod.Post, path)
    {
        Headers = { { "Origin", origin } },
        Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
    };

    private static string? Allowed(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? string.Join(", ", values) : null;
}
