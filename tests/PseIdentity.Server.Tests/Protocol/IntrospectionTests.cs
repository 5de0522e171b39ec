using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Whether a token is alive, to whom it may be told, and what is told (RFC 7662, RFC 9701).</summary>
internal sealed class IntrospectionTests : ClockedFixture
{
    private const string Jwt = "application/token-introspection+jwt";
    private static readonly TestRecipient Recipient = TestRecipient.For("ECDH-ES");

    private HttpBrowser alice = null!;
    private RelyingParty portal = null!;
    private RelyingParty api = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(
            Resource("payments-api", $$""" "resources": ["{{Installation.PaymentsApi}}"] """),
            Resource("ledger-api", """ "resources": ["https://ledger.example"] """),
            Resource("signed-api", $$""" "resources": ["{{Installation.PaymentsApi}}"], "introspection_signed_response_alg": "ES256" """),
            Resource("sealed-api", $$""" "resources": ["{{Installation.PaymentsApi}}"], "jwks": {{Recipient.Jwks}}, "introspection_encrypted_response_alg": "ECDH-ES" """)),
    };

    [SetUp]
    public async Task SignIn()
    {
        (alice, portal, api) = (new HttpBrowser(Issuer), Installation.Portal(Issuer), Api("payments-api"));
        await portal.SignInAsync(alice, "alice", Installation.Password);
    }

    [TearDown]
    public void Leave()
    {
        alice.Dispose();
        portal.Dispose();
        api.Dispose();
    }

    [Test, Category("RFC 7662 §2.2"), Category("RFC 9470 §6.2")]
    public async Task A_client_sees_its_own_access_token()
    {
        var tokens = await TokensAsync();

        var answer = await portal.PostAsync("/introspect", [("token", tokens.AccessToken)]);

        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(200));
            Assert.That(answer.Headers["Content-Type"], Is.EqualTo("application/json"));
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(answer.Json.GetProperty("active").GetBoolean(), Is.True);
            Assert.That(answer.Member("client_id"), Is.EqualTo("portal"));
            Assert.That(answer.Member("token_type"), Is.EqualTo("Bearer"));
            Assert.That(answer.Member("iss"), Is.EqualTo(IssuerName));
            Assert.That(answer.Member("scope")!.Split(' '), Does.Contain("openid").And.Contain("payments"));
            Assert.That(answer.Member("username"), Is.EqualTo("alice"), "the scope profile releases it");
            Assert.That(answer.Member("acr"), Is.EqualTo("urn:pse-identity:acr:password"), "RFC 9470 §6.2");
            Assert.That(answer.Json.EnumerateObject().Select(m => m.Name), Is.SupersetOf(new[] { "sub", "aud", "exp", "iat", "jti", "auth_time" }));
            Assert.That(answer.Json.EnumerateObject().Select(m => m.Name), Does.Not.Contain("grant").And.Not.Contain("sid"), "what is ours stays here");
        });
    }

    [Test, Category("RFC 7662 §4")]
    public async Task A_resource_server_sees_tokens_for_its_resources_and_no_others()
    {
        var token = (await TokensAsync(("scope", "openid payments"))).AccessToken;

        var seen = await api.PostAsync("/introspect", [("token", token)]);
        var unseen = await Api("ledger-api").PostAsync("/introspect", [("token", token)]);
        var budget = await Installation.Budget(Issuer).PostAsync("/introspect", [("token", token)]);

        Assert.That(seen.Json.GetProperty("active").GetBoolean(), Is.True);
        Assert.That(seen.Member("username"), Is.Null, "no scope of the token releases it");
        AssertInactive(unseen);
        AssertInactive(budget);
    }

    [Test, Category("RFC 7662 §2.2")]
    public async Task A_refresh_token_is_seen_by_its_client_alone()
    {
        var tokens = await TokensAsync();

        var answer = await portal.PostAsync("/introspect", [("token", tokens.RefreshToken), ("token_type_hint", "access_token")]);

        Assert.That(answer.Json.EnumerateObject().Select(m => m.Name), Is.EquivalentTo(new[] { "active", "scope", "client_id", "sub", "iss", "exp", "iat" }));
        Assert.That(answer.Json.GetProperty("active").GetBoolean(), Is.True, "a wrong hint does not hide it (§2.1)");
        AssertInactive(await api.PostAsync("/introspect", [("token", tokens.RefreshToken)]));
        AssertInactive(await Installation.Budget(Issuer).PostAsync("/introspect", [("token", tokens.RefreshToken)]));
    }

    [Test, Category("RFC 7662 §2.2")]
    public async Task A_token_of_a_service_is_seen_until_it_is_revoked()
    {
        var service = Installation.Service(Issuer);
        var token = (await service.TokenAsync(("grant_type", "client_credentials"))).AccessToken;
        Assert.That((await api.PostAsync("/introspect", [("token", token)])).Member("sub"), Is.EqualTo("service"));

        await service.RevokeAsync(token);

        AssertInactive(await api.PostAsync("/introspect", [("token", token)]));
        AssertInactive(await service.PostAsync("/introspect", [("token", token)]));
    }

    public static IEnumerable<TestCaseData> Ends()
    {
        yield return End("the access token was revoked", (test, tokens) => test.portal.RevokeAsync(tokens.AccessToken));
        yield return End("the refresh token was revoked", (test, tokens) => test.portal.RevokeAsync(tokens.RefreshToken));
        yield return End("the access token expired", (test, _) =>
        {
            test.Pass(601);
            return Task.CompletedTask;
        });
    }

    [TestCaseSource(nameof(Ends)), Category("RFC 7662 §2.2")]
    public async Task A_token_is_not_active_any_more_after(Func<IntrospectionTests, TokenAnswer, Task> end)
    {
        var tokens = await TokensAsync();

        await end(this, tokens);

        AssertInactive(await portal.PostAsync("/introspect", [("token", tokens.AccessToken)]));
    }

    [Test, Category("RFC 7662 §2.2")]
    public async Task An_online_token_is_not_active_after_the_person_signed_out()
    {
        var app = Installation.OnlineApp(Issuer);
        var tokens = await app.RedeemAsync((await app.AskAsync(alice))["code"]);
        Assert.That((await app.PostAsync("/introspect", [("token", tokens.AccessToken)])).Json.GetProperty("active").GetBoolean(), Is.True);

        await alice.GoAsync("/logout");
        await alice.PressAsync("logout-confirm");

        AssertInactive(await app.PostAsync("/introspect", [("token", tokens.AccessToken)]));
        AssertInactive(await app.PostAsync("/introspect", [("token", tokens.RefreshToken)]));
    }

    [TestCase("nonsense")]
    [TestCase("a.b.c")]
    [TestCase("eyJhbGciOiJub25lIn0.e30.")]
    [Category("RFC 7662 §2.2")]
    public async Task What_is_no_token_of_ours_is_not_active(string token) => AssertInactive(await portal.PostAsync("/introspect", [("token", token)]));

    [Test, Category("RFC 8725 §3.11")]
    public async Task An_id_token_is_no_access_token() => AssertInactive(await portal.PostAsync("/introspect", [("token", (await TokensAsync()).IdToken)]));

    [TestCase("payments-api", "RS256")]
    [TestCase("signed-api", "ES256")]
    [Category("RFC 9701 §5")]
    public async Task Whoever_asks_for_a_JWT_gets_a_signed_one(string clientId, string algorithm)
    {
        var token = (await TokensAsync(("scope", "openid payments"))).AccessToken;

        var answer = await AskForJwtAsync(Api(clientId), token);

        Assert.That(answer.Headers["Content-Type"], Is.EqualTo(Jwt));
        Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
        var jws = await VerifiedAsync(answer.Body, algorithm);
        var introspection = jws.Payload.GetObject("token_introspection")!.Value;
        Assert.Multiple(() =>
        {
            Assert.That(jws.IsType("token-introspection+jwt"), Is.True);
            Assert.That(jws.Payload.EnumerateObject().Select(m => m.Name), Is.EquivalentTo(new[] { "iss", "aud", "iat", "token_introspection" }), "no sub and no exp: it is nobody's access token (RFC 9701 §8.1)");
            Assert.That(jws.Payload.GetString("iss"), Is.EqualTo(IssuerName));
            Assert.That(jws.Payload.GetString("aud"), Is.EqualTo(clientId));
            Assert.That(jws.Payload.GetInt64("iat"), Is.EqualTo(Clock.GetUtcNow().ToUnixTimeSeconds()));
            Assert.That(introspection.GetBoolean("active"), Is.True);
            Assert.That(introspection.GetString("client_id"), Is.EqualTo("portal"));
        });
    }

    [Test, Category("RFC 9701 §5")]
    public async Task A_JWT_about_a_token_for_somebody_else_says_only_that_it_is_not_active()
    {
        var answer = await AskForJwtAsync(Api("ledger-api"), (await TokensAsync(("scope", "openid payments"))).AccessToken);

        var introspection = (await VerifiedAsync(answer.Body, "RS256")).Payload.GetObject("token_introspection")!.Value;

        Assert.That(introspection.GetRawText(), Is.EqualTo("""{"active":false}"""));
    }

    [Test, Category("RFC 9701 §6")]
    public async Task A_JWT_is_encrypted_for_the_client_that_registered_it()
    {
        var answer = await AskForJwtAsync(Api("sealed-api"), (await TokensAsync(("scope", "openid payments"))).AccessToken);

        Assert.That(Jwe.Decrypt(answer.Body, Recipient.Private)!.Header.GetString("cty"), Is.EqualTo("JWT"));
        Assert.That((await VerifiedAsync(Recipient.Decrypt(answer.Body), "RS256")).IsType("token-introspection+jwt"), Is.True);
    }

    [TestCase("*/*")]
    [TestCase("application/json")]
    [TestCase("application/json, application/token-introspection+jwt;q=0.5")]
    [TestCase("application/token-introspection+jwt;q=0")]
    [TestCase("nonsense")]
    [Category("RFC 9701 §4")]
    public async Task Everybody_else_gets_JSON(string accept)
    {
        var answer = await AskForJwtAsync(api, "nonsense", accept);

        Assert.That(answer.Headers["Content-Type"], Is.EqualTo("application/json"));
        AssertInactive(answer);
    }

    private Task<TokenAnswer> TokensAsync(params (string, string?)[] changes) => RedeemedAsync(changes);

    private async Task<TokenAnswer> RedeemedAsync((string, string?)[] changes) => await portal.RedeemAsync((await portal.AskAsync(alice, changes))["code"]);

    private static async Task<TokenAnswer> AskForJwtAsync(RelyingParty party, string token, string accept = Jwt)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, party.OnNode("/introspect")) { Content = new FormUrlEncodedContent([new("token", token)]) };
        request.Headers.Authorization = RelyingParty.Basic(party.ClientId, Installation.Secret);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await party.SendAsync(request);
    }

    private async Task<Jws> VerifiedAsync(string jwt, string algorithm)
    {
        var jws = Jws.Parse(jwt)!;
        var key = JwkSet.TryParse(await Provider.Http.GetByteArrayAsync("/.well-known/jwks.json"))!.Candidates(jws.KeyId, algorithm).Single();
        Assert.That(jws.IsSignedBy(VerificationKey.Create(key, algorithm)!), Is.True);
        return jws;
    }

    private RelyingParty Api(string clientId) => new(Issuer, clientId, Installation.Secret, "", "payments");

    private static void AssertInactive(TokenAnswer answer) =>
        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, """{"active":false}""")), "nothing is said about why");

    private static TestCaseData End(string name, Func<IntrospectionTests, TokenAnswer, Task> end) => new TestCaseData(end).SetArgDisplayNames(name);

    private static string Resource(string id, string members) => $$"""
        { "client_id": "{{id}}", "client_secret": "{{Installation.Secret}}", "grant_types": ["client_credentials"], "response_types": [], "scope": "payments", {{members}} }
        """;
}
