using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Clients that register and manage themselves (RFC 7591, RFC 7592, OpenID Connect Registration). What is refused is in the table of refusals.</summary>
[TestFixture(TestDatabaseKind.Sqlite), TestFixture(TestDatabaseKind.PostgreSql)]
internal sealed class RegistrationTests(TestDatabaseKind database) : RegistrationFixture(database)
{
    [Test, Category("RFC 7591 §3.2.1")]
    public async Task A_client_is_told_everything_that_it_registered_with_the_defaults()
    {
        var answer = await registrant.RegisterAsync(("contacts", new JsonArray("people@newcomer.example")), ("initiate_login_uri", "https://newcomer.example/login"), ("colour", "blue"));

        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(201), answer.Body);
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(answer.Headers["Content-Type"], Does.StartWith("application/json"));
            Assert.That(answer.Member("client_secret"), Has.Length.EqualTo(43));
            Assert.That(answer.Json.GetProperty("client_secret_expires_at").GetInt64(), Is.Zero);
            Assert.That(answer.Json.GetProperty("client_id_issued_at").GetInt64(), Is.EqualTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).Within(60));
            Assert.That(answer.Member("registration_client_uri"), Is.EqualTo($"{IssuerName}/register/{answer.Member("client_id")}"));
            Assert.That(answer.Member("token_endpoint_auth_method"), Is.EqualTo("client_secret_basic"));
            Assert.That(answer.Member("id_token_signed_response_alg"), Is.EqualTo("RS256"));
            Assert.That(answer.Json.GetProperty("grant_types").ToString(), Is.EqualTo("""["authorization_code"]"""));
            Assert.That(answer.Json.GetProperty("response_types").ToString(), Is.EqualTo("""["code"]"""));
            Assert.That(answer.Json.GetProperty("contacts").ToString(), Is.EqualTo("""["people@newcomer.example"]"""));
            Assert.That(answer.Member("initiate_login_uri"), Is.EqualTo("https://newcomer.example/login"));
            Assert.That(answer.Member("scope"), Is.EqualTo("openid profile email address phone offline_access"));
            Assert.That(answer.Member("colour"), Is.Null, "§2: what is not understood is ignored");
        });
    }

    [Category("RFC 7591 §3.2.1")]
    [TestCase("none", false)]
    [TestCase("private_key_jwt", false)]
    [TestCase("client_secret_basic", true)]
    [TestCase("client_secret_post", true)]
    [TestCase("client_secret_jwt", true)]
    public async Task A_secret_is_issued_where_the_client_authenticates_by_one(string method, bool hasSecret)
    {
        var answer = await registrant.RegisterAsync(("token_endpoint_auth_method", method),
            ("jwks", method == "private_key_jwt" ? JsonNode.Parse(Installation.Jwks(Installation.ClientKeys["ES256"])) : null));

        Assert.That(answer.Status, Is.EqualTo(201), answer.Body);
        Assert.That(answer.Json.TryGetProperty("client_secret", out _), Is.EqualTo(hasSecret));
        Assert.That(answer.Json.TryGetProperty("client_secret_expires_at", out _), Is.EqualTo(hasSecret));
    }

    [Test, Category("RFC 9700 §4.15.1")]
    public async Task A_client_cannot_choose_an_identifier_that_could_be_a_persons()
    {
        using var browser = new HttpBrowser(Issuer);
        using var portal = Installation.Portal(Issuer);
        var subject = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken((await portal.TokensAsync(browser, "alice", Installation.Password)).IdToken).Subject;

        foreach (var wished in new[] { subject, "alice", "portal", "https://newcomer.example/client" })
        {
            var answer = await registrant.RegisterAsync(("client_id", wished), ("sub", subject));
            Assert.That(answer.Status, Is.EqualTo(201), answer.Body);
            Assert.That(answer.Member("client_id"), Is.Not.EqualTo(wished));
        }
    }

    [Test, Category("RFC 7591 §2")]
    public async Task What_the_operator_alone_decides_a_stranger_cannot_ask_for()
    {
        var answer = await registrant.RegisterAsync(("consent", "implicit"), ("resources", new JsonArray(Installation.PaymentsApi)), ("online_refresh", true),
            ("authorization_details_types", new JsonArray("payment_initiation")), ("access_token_lifetime", 86_400), ("scope", "openid payments"));

        Assert.That(answer.Status, Is.EqualTo(201), answer.Body);
        Assert.That(answer.Member("consent"), Is.EqualTo("explicit"));
        Assert.That(answer.Json.GetProperty("resources").GetArrayLength(), Is.Zero);
        Assert.That(answer.Json.GetProperty("authorization_details_types").GetArrayLength(), Is.Zero);
        Assert.That(answer.Json.GetProperty("online_refresh").GetBoolean(), Is.False);
        Assert.That(answer.Json.TryGetProperty("access_token_lifetime", out _), Is.False);
        Assert.That(answer.Member("scope"), Is.EqualTo("openid"));
    }

    [Test, Category("RFC 7591 §3")]
    public async Task A_registered_client_signs_people_in_after_asking_them()
    {
        var registered = await registrant.RegisterAsync(("redirect_uris", new JsonArray("http://localhost:9300/callback")));
        using var party = new RelyingParty(Issuer, registered.Member("client_id")!, registered.Member("client_secret"), "http://localhost:9300/callback", "openid email");
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(party.AuthorizeQuery());
        Assert.That(browser.TextOf("client-unchecked"), Does.Contain("registered itself").And.Contain(Issuer.Host));
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        Assert.That(browser.PageName, Is.EqualTo("consent"));
        Assert.That(browser.TextOf("client-unchecked"), Does.Contain("registered itself"));
        await browser.PressAsync("consent-allow");

        var tokens = await party.RedeemAsync(party.Answer(browser)["code"]);

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
    }

    [Test, Category("RFC 8252 §7.1")]
    public async Task A_native_application_is_answered_at_a_scheme_of_its_own()
    {
        const string callback = "com.example.newcomer:/callback";
        var registered = await registrant.RegisterAsync(("application_type", "native"), ("redirect_uris", new JsonArray(callback)), ("token_endpoint_auth_method", "none"));
        using var party = new RelyingParty(Issuer, registered.Member("client_id")!, null, callback, "openid");
        using var browser = new HttpBrowser(Issuer);

        var tokens = await party.TokensAsync(browser, "alice", Installation.Password);

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That(browser.Left?.AbsoluteUri, Does.StartWith(callback + "?"));
    }

    [Test, Category("RFC 7591 §3")]
    public async Task A_token_works_as_often_as_it_says_and_a_refused_request_does_not_count()
    {
        using var twice = new Registrant(Issuer, Installation.TwiceAccess);
        Assert.That((await twice.RegisterAsync(("redirect_uris", null))).Status, Is.EqualTo(400));

        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => (await twice.RegisterAsync()).Status));

        Assert.That(statuses.Order(), Is.EqualTo(new[] { 201, 201, 401, 401, 401, 401 }));
    }

    [Test, Category("RFC 7591 §3.2.1")]
    public async Task A_policy_gives_defaults_forces_and_limits_and_holds_for_every_change()
    {
        using var policed = new Registrant(Issuer, Installation.PolicedAccess);
        var registered = await policed.RegisterAsync(("default_max_age", 5), ("scope", "openid email profile"));
        Assert.That(registered.Status, Is.EqualTo(201), registered.Body);
        AssertPoliced(registered);

        var replaced = await policed.ReplaceAsync(registered, ("consent", "explicit"), ("client_uri", null), ("default_max_age", 7));

        Assert.That(replaced.Status, Is.EqualTo(200), replaced.Body);
        AssertPoliced(replaced);

        static void AssertPoliced(TokenAnswer answer) => Assert.Multiple(() =>
        {
            Assert.That(answer.Member("client_uri"), Is.EqualTo("https://default.example"));
            Assert.That(answer.Member("consent"), Is.EqualTo("implicit"), "forced");
            Assert.That(answer.Json.GetProperty("default_max_age").GetInt32(), Is.EqualTo(600));
            Assert.That(answer.Member("scope"), Is.EqualTo("openid email"));
        });
    }

    [Category("RFC 6750 §3")]
    [TestCase(null, "Bearer")]
    [TestCase("unheard-of", "Bearer error=\"invalid_token\"")]
    public async Task A_refused_token_is_answered_with_a_challenge(string? token, string challenge)
    {
        using var stranger = new Registrant(Issuer, token);

        Assert.That((await stranger.RegisterAsync()).Headers["WWW-Authenticate"], Does.StartWith(challenge));
    }

    // RFC 7518 §3.2: a key as long as the hash.
    [TestCase("HS256")]
    [TestCase("HS384")]
    [TestCase("HS512")]
    [Category("OpenID Connect Core §9")]
    public async Task A_client_that_registers_for_a_MAC_gets_a_secret_that_is_long_enough(string algorithm)
    {
        var registered = await registrant.RegisterAsync([.. Machine, ("token_endpoint_auth_method", "client_secret_jwt"), ("token_endpoint_auth_signing_alg", algorithm)]);

        Assert.That(registered.Status, Is.EqualTo(201), registered.Body);
        Assert.That(registered.Member("client_secret")!, Has.Length.GreaterThanOrEqualTo(64));
        Assert.That((await AskWithMacAsync(registered, registered.Member("client_secret")!, algorithm)).Error, Is.EqualTo("invalid_scope"), "authenticated");
    }

    [Test, Category("RFC 7591 §3.2.1")]
    public async Task What_a_policy_names_or_forces_a_client_may_have()
    {
        using var trusted = new Registrant(Issuer, ExchangeAccess);

        var answer = await trusted.RegisterAsync(("grant_types", new JsonArray("authorization_code", Exchange)));

        Assert.That(answer.Status, Is.EqualTo(201), answer.Body);
        Assert.That(answer.Json.GetProperty("authorization_details_types").ToString(), Is.EqualTo("""["payment_initiation"]"""));
    }
}
