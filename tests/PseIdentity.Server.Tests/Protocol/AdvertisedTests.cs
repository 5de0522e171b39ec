using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What the metadata promises is performed, value by value; every standard value that it does not name is refused.</summary>
internal sealed class AdvertisedTests : ProviderFixture
{
    private HttpBrowser alice = null!;
    private RelyingParty portal = null!;

    [OneTimeSetUp]
    public async Task SignIn()
    {
        (alice, portal) = (new HttpBrowser(Issuer), Installation.Portal(Issuer));
        await portal.SignInAsync(alice, "alice", Installation.Password);
    }

    [OneTimeTearDown]
    public void Leave()
    {
        alice.Dispose();
        portal.Dispose();
    }

    private static IEnumerable<string> ResponseTypes => DiscoveryDocument.Of("response_types_supported");

    private static IEnumerable<string> OtherResponseTypes => DiscoveryDocument.NotOf("response_types_supported",
        "code", "token", "id_token", "none", "id_token token", "code id_token", "code token", "code id_token token");

    [TestCaseSource(nameof(ResponseTypes)), Category("RFC 6749 §3.1.1")]
    public async Task The_response_type_is_answered(string type) => Assert.That(await portal.AskAsync(alice, ("response_type", type)), Does.ContainKey("code"));

    [TestCaseSource(nameof(OtherResponseTypes)), Category("RFC 6749 §4.1.2.1")]
    public async Task The_response_type_is_refused(string type) =>
        Assert.That((await portal.AskAsync(alice, ("response_type", type)))["error"], Is.EqualTo("unsupported_response_type"));

    private static IEnumerable<string> ResponseModes => DiscoveryDocument.Of("response_modes_supported");

    private static IEnumerable<string> OtherResponseModes => DiscoveryDocument.NotOf("response_modes_supported",
        "query", "fragment", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt", "web_message");

    [TestCaseSource(nameof(ResponseModes)), Category("OAuth Multiple Response Types §2.1")]
    public async Task The_response_mode_is_used(string mode)
    {
        await alice.GoAsync(portal.AuthorizeQuery(("response_mode", mode)));
        if (mode.StartsWith("form_post", StringComparison.Ordinal))
            await alice.PressAsync("form-post-continue");

        Assert.That(portal.Answer(alice), Does.ContainKey(mode.EndsWith("jwt", StringComparison.Ordinal) ? "response" : "code"));
        Assert.That(alice.LeftWith is not null, Is.EqualTo(mode.StartsWith("form_post", StringComparison.Ordinal)));
        Assert.That(alice.Left?.Fragment.Length > 1, Is.EqualTo(mode.StartsWith("fragment", StringComparison.Ordinal)));
    }

    [TestCaseSource(nameof(OtherResponseModes)), Category("OAuth Multiple Response Types §2.1")]
    public async Task The_response_mode_is_refused(string mode) =>
        Assert.That((await portal.AskAsync(alice, ("response_mode", mode)))["error"], Is.EqualTo("invalid_request"));

    private static IEnumerable<string> ResponseAlgorithms => DiscoveryDocument.Of("authorization_signing_alg_values_supported");

    [TestCaseSource(nameof(ResponseAlgorithms)), Category("JARM §4")]
    public async Task An_authorization_response_is_signed_with(string algorithm)
    {
        var client = Installation.Signing(algorithm, Issuer);

        var response = (await client.AskAsync(alice, ("response_mode", "jwt")))["response"];

        await new ForeignValidator(Provider).IdTokenAsync(response, client.ClientId, algorithm);
    }

    private static IEnumerable<string> GrantTypes => DiscoveryDocument.Of("grant_types_supported");

    private static IEnumerable<string> OtherGrantTypes => DiscoveryDocument.NotOf("grant_types_supported",
        "authorization_code", "implicit", "password", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:openid:params:grant-type:ciba", "Authorization_Code");

    [TestCaseSource(nameof(GrantTypes)), Category("RFC 6749 §1.3")]
    public async Task The_grant_is_given(string grant)
    {
        var answer = grant switch
        {
            "authorization_code" => await CodeAsync(),
            "refresh_token" => await portal.RefreshAsync((await CodeAsync()).RefreshToken),
            Exchanges.GrantType => await Exchanges.ExchangeAsync(Installation.PaymentsServer(Issuer), await Exchanges.SubjectAsync(Installation.Merchant(Issuer), Issuer)),
            "client_credentials" => await Installation.Service(Issuer).TokenAsync(("grant_type", grant)),
            Decoupled.DeviceGrant => await ConnectDeviceAsync(),
            Decoupled.CibaGrant => await ApproveAsync(),
            _ => throw new NotSupportedException($"No test performs {grant}."),
        };
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [TestCaseSource(nameof(OtherGrantTypes)), Category("RFC 6749 §5.2")]
    public async Task The_grant_is_refused(string grant) =>
        Assert.That((await portal.TokenAsync(("grant_type", grant), ("username", "alice"), ("password", Installation.Password))).Error, Is.EqualTo("unsupported_grant_type"));

    private async Task<TokenAnswer> ConnectDeviceAsync()
    {
        var television = Installation.Television(Issuer);
        var codes = await television.BeginDeviceAsync();
        await alice.DecideDeviceAsync(codes.Need("user_code"));
        return await television.PollDeviceAsync(codes.Need("device_code"));
    }

    private async Task<TokenAnswer> ApproveAsync()
    {
        var desk = Installation.CallCentre(Issuer);
        var answer = await desk.BeginCibaAsync(("binding_message", "advertised"));
        await alice.DecideCibaAsync(await MailInbox.LinkInFolderAsync(Path.Combine(Provider.DataDirectory, "mail"), "advertised"));
        return await desk.PollCibaAsync(answer.Need("auth_req_id"));
    }

    private static IEnumerable<TestCaseData> AuthenticationMethods =>
        from place in new[] { "token", "revocation" }
        from method in DiscoveryDocument.Of(place + "_endpoint_auth_methods_supported")
        select new TestCaseData(place, method);

    [TestCaseSource(nameof(AuthenticationMethods)), Category("OpenID Connect Core §9")]
    public async Task A_client_authenticates_by(string place, string method)
    {
        var (client, credentials) = method switch
        {
            "none" => (Installation.BrowserApp(Issuer), Array.Empty<(string, string?)>()),
            "client_secret_basic" => (Installation.Service(Issuer), []),
            "client_secret_jwt" => (new RelyingParty(Issuer, "mac-service", null, "", ""), ClientAssertion.Fields(MacAssertion("HS256"))),
            "client_secret_post" => (new RelyingParty(Issuer, "post-service", null, "", ""), [("client_secret", Installation.Secret)]),
            "private_key_jwt" => (Installation.Signing("ES256", Issuer), ClientAssertion.Fields(Assertion("ES256").Sign())),
            _ => throw new NotSupportedException($"No test performs {method}."),
        };

        var answer = place == "revocation"
            ? await client.PostAsync("/revoke", [("token", "unknown"), .. credentials])
            : method == "none"
                ? await client.RedeemAsync((await client.AskAsync(alice))["code"])
                : await client.TokenAsync([("grant_type", "client_credentials"), .. credentials]);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    private static IEnumerable<string> OtherAuthenticationMethods => DiscoveryDocument.NotOf("token_endpoint_auth_methods_supported",
        "none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth");

    [TestCaseSource(nameof(OtherAuthenticationMethods)), Category("RFC 7591 §2")]
    public void A_client_cannot_be_registered_for(string method) => AssertNotRegistrable(
        new ClientMetadata { GrantTypes = ["client_credentials"], ResponseTypes = [], TokenEndpointAuthMethod = method }, "token_endpoint_auth_method");

    private static IEnumerable<string> AssertionAlgorithms => DiscoveryDocument.Of("token_endpoint_auth_signing_alg_values_supported");

    private static IEnumerable<string> OtherAssertionAlgorithms => DiscoveryDocument.NotOf("token_endpoint_auth_signing_alg_values_supported",
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "EdDSA", "HS256", "HS384", "HS512");

    [TestCaseSource(nameof(AssertionAlgorithms)), Category("RFC 7523 §3")]
    public async Task An_assertion_is_accepted_that_is_signed_with(string algorithm)
    {
        var (client, assertion) = algorithm.StartsWith("HS", StringComparison.Ordinal)
            ? (new RelyingParty(Issuer, "mac-service", null, "", ""), MacAssertion(algorithm))
            : (Installation.Signing(algorithm, Issuer), Assertion(algorithm).Sign());

        var answer = await client.TokenAsync([("grant_type", "client_credentials"), .. ClientAssertion.Fields(assertion)]);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [TestCaseSource(nameof(OtherAssertionAlgorithms)), Category("RFC 7523 §3")]
    public async Task An_assertion_is_refused_that_is_signed_with(string algorithm)
    {
        var answer = await Installation.Signing("RS256", Issuer).TokenAsync([("grant_type", "client_credentials"), .. ClientAssertion.Fields(SignedElsewhere(algorithm))]);

        Assert.That(answer.Error, Is.EqualTo("invalid_client"));
    }

    private static IEnumerable<string> IdTokenAlgorithms => DiscoveryDocument.Of("id_token_signing_alg_values_supported");

    private static IEnumerable<string> OtherIdTokenAlgorithms => DiscoveryDocument.NotOf("id_token_signing_alg_values_supported",
        "none", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512");

    [TestCaseSource(nameof(IdTokenAlgorithms)), Category("OpenID Connect Core §3.1.3.7")]
    public async Task An_id_token_is_signed_with(string algorithm)
    {
        var client = Installation.Signing(algorithm, Issuer);

        var tokens = await client.RedeemAsync((await client.AskAsync(alice))["code"], ClientAssertion.Fields(Assertion(algorithm).Sign()));

        await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, client.ClientId, algorithm);
    }

    [TestCaseSource(nameof(OtherIdTokenAlgorithms)), Category("OpenID Connect Registration §2")]
    public void No_client_gets_id_tokens_signed_with(string algorithm) =>
        AssertNotRegistrable(new ClientMetadata { RedirectUris = ["https://client.example/"], IdTokenSignedResponseAlg = algorithm }, "id_token_signed_response_alg");

    private static IEnumerable<string> Prompts => DiscoveryDocument.Of("prompt_values_supported");

    private static IEnumerable<string> OtherPrompts => DiscoveryDocument.NotOf("prompt_values_supported", "none", "login", "consent", "select_account", "create", "NONE");

    [TestCaseSource(nameof(Prompts)), Category("OpenID Connect Core §3.1.2.1")]
    public async Task The_prompt_is_shown(string prompt)
    {
        await alice.GoAsync(portal.AuthorizeQuery(("prompt", prompt)));

        Assert.That(alice.Left is null ? alice.PageName : "none", Is.EqualTo(prompt.Replace('_', '-')));
    }

    [TestCaseSource(nameof(OtherPrompts)), Category("OpenID Connect Core §3.1.2.1")]
    public async Task The_prompt_is_refused(string prompt) => Assert.That((await portal.AskAsync(alice, ("prompt", prompt)))["error"], Is.EqualTo("invalid_request"));

    private static IEnumerable<string> Levels => DiscoveryDocument.Of("acr_values_supported");

    [TestCaseSource(nameof(Levels)), Category("OpenID Connect Core §3.1.2.1")]
    public async Task Somebody_can_reach_the_level(string level)
    {
        using var browser = new HttpBrowser(Issuer);
        var withCode = level.EndsWith(":mfa", StringComparison.Ordinal);
        await browser.GoAsync(portal.AuthorizeQuery(("acr_values", level)));
        await browser.PressAsync("login-submit", ("username", withCode ? "bob" : "dora"), ("password", Installation.Password));
        if (withCode)
            await browser.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)));

        var tokens = await portal.RedeemAsync(portal.Answer(browser)["code"]);

        Assert.That(new JsonWebToken(tokens.IdToken).Text("acr"), Is.EqualTo(level));
    }

    private static IEnumerable<string> ChallengeMethods => DiscoveryDocument.Of("code_challenge_methods_supported");

    private static IEnumerable<string> OtherChallengeMethods => DiscoveryDocument.NotOf("code_challenge_methods_supported", "plain", "S256", "s256", "S512");

    [TestCaseSource(nameof(ChallengeMethods)), Category("RFC 7636 §4.3")]
    public async Task The_challenge_method_is_checked(string method)
    {
        var code = (await portal.AskAsync(alice, ("code_challenge_method", method)))["code"];

        Assert.That((await portal.RedeemAsync(code, ("code_verifier", new string('x', 43)))).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await portal.RedeemAsync(code)).Status, Is.EqualTo(200));
    }

    [TestCaseSource(nameof(OtherChallengeMethods)), Category("RFC 7636 §4.4.1")]
    public async Task The_challenge_method_is_refused(string method) =>
        Assert.That((await portal.AskAsync(alice, ("code_challenge_method", method)))["error"], Is.EqualTo("invalid_request"));

    [Test, Category("OpenID Connect Core §8")]
    public async Task Subjects_are_public_or_pairwise_and_nothing_else()
    {
        // Pairwise ones have PairwiseTests.
        Assert.That(DiscoveryDocument.Of("subject_types_supported"), Is.EqualTo(new[] { "public", "pairwise" }));
        var online = Installation.OnlineApp(Issuer);

        var here = new JsonWebToken((await CodeAsync()).IdToken);
        var there = new JsonWebToken((await online.RedeemAsync((await online.AskAsync(alice))["code"])).IdToken);

        Assert.That(there.Subject, Is.EqualTo(here.Subject), "the same at every client");
        AssertNotRegistrable(new ClientMetadata { RedirectUris = ["https://client.example/"], SubjectType = "private" }, "subject_type");
    }

    private static IEnumerable<string> Scopes => DiscoveryDocument.Of("scopes_supported");

    [TestCaseSource(nameof(Scopes)), Category("RFC 6749 §3.3")]
    public async Task The_scope_is_granted(string scope)
    {
        var tokens = await portal.RedeemAsync((await portal.AskAsync(alice, ("scope", scope == "openid" ? scope : "openid " + scope)))["code"]);

        Assert.That(new JsonWebToken(tokens.AccessToken).Text("scope").Split(' '), Does.Contain(scope));
    }

    [Test, Category("OpenID Connect Discovery §3")]
    public async Task Exactly_the_claims_that_are_named_reach_a_client()
    {
        var tokens = await portal.RedeemAsync((await portal.AskAsync(alice, ("scope", "openid profile email phone address payments")))["code"]);

        var claims = (await portal.UserInfoAsync(tokens.AccessToken)).Json.EnumerateObject().Select(m => m.Name).Union(new JsonWebToken(tokens.IdToken).Names());

        Assert.That(claims, Is.EquivalentTo(DiscoveryDocument.Of("claims_supported")));
    }

    private static IEnumerable<string> RequestObjectAlgorithms => DiscoveryDocument.Of("request_object_signing_alg_values_supported");

    private static IEnumerable<string> OtherRequestObjectAlgorithms => DiscoveryDocument.NotOf("request_object_signing_alg_values_supported",
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "HS256", "HS384", "HS512");

    [TestCaseSource(nameof(RequestObjectAlgorithms)), Category("RFC 9101 §10.5")]
    public async Task A_request_object_is_read_that_is_signed_with(string algorithm)
    {
        var client = Installation.Signing(algorithm, Issuer);
        var request = new SignedRequest(Installation.ClientKeys[algorithm], client.ClientId, IssuerName, DateTimeOffset.UtcNow, client.AuthorizeParameters());

        await alice.GoAsync($"/authorize?client_id={client.ClientId}&request={request.Sign()}");

        Assert.That(client.Answer(alice), Does.ContainKey("code"));
    }

    [TestCaseSource(nameof(OtherRequestObjectAlgorithms)), Category("RFC 9101 §10.5")]
    public async Task A_request_object_is_refused_that_is_signed_with(string algorithm)
    {
        await alice.GoAsync($"/authorize?client_id=signing-RS256&request={SignedElsewhere(algorithm)}");

        Assert.That((alice.PageName, alice.TextOf("error-code")), Is.EqualTo(("error", "invalid_request_object")));
    }

    private async Task<TokenAnswer> CodeAsync() => await portal.RedeemAsync((await portal.AskAsync(alice))["code"]);

    private ClientAssertion Assertion(string algorithm) => new(Installation.ClientKeys[algorithm], "signing-" + algorithm, IssuerName, DateTimeOffset.UtcNow);

    private string MacAssertion(string algorithm) =>
        new ClientAssertion(Installation.ClientKeys["ES256"], "mac-service", IssuerName, DateTimeOffset.UtcNow).Sign(Installation.LongSecret, algorithm);

    // With the client's own key, but in another algorithm; HMAC with its published key as the secret (RFC 8725 §2.1).
    private string SignedElsewhere(string algorithm)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Installation.ClientKeys["RS256"].ExportPkcs8(), out _);
        using var curve = ECDsa.Create();
        curve.ImportPkcs8PrivateKey(Installation.ClientKeys["ES256"].ExportPkcs8(), out _);
        SecurityKey key = algorithm[..2] switch
        {
            "HS" => new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())),
            "ES" => new ECDsaSecurityKey(curve),
            _ => new RsaSecurityKey(rsa),
        };
        key.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        key.KeyId = Installation.ClientKeys["RS256"].KeyId;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "signing-RS256",
            Audience = IssuerName,
            Expires = DateTime.UtcNow.AddMinutes(1),
            Claims = new Dictionary<string, object> { ["sub"] = "signing-RS256", ["jti"] = Guid.NewGuid().ToString() },
            SigningCredentials = new SigningCredentials(key, algorithm),
        });
    }

    private void AssertNotRegistrable(ClientMetadata client, string member) =>
        Assert.That(Provider.Services.GetRequiredService<ClientMetadataRules>().Check(client, null).Select(broken => broken.Member), Does.Contain(member));
}
