using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Server.Tests.Protocol;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SenderConstraint;

/// <summary>Access tokens that are bound to a key (RFC 9449): what works, and what is tolerated.</summary>
internal sealed class DpopTests : ClockedFixture
{
    private HttpBrowser alice = null!;
    private RelyingParty app = null!;
    private RelyingParty portal = null!;

    [OneTimeSetUp]
    public async Task SignIn()
    {
        // Past the first moments of the memory of proofs, in which nonces are needed.
        Pass(20);
        alice = new HttpBrowser(Issuer);
        await Installation.Portal(Issuer).SignInAsync(alice, "alice", Installation.Password);
    }

    [SetUp]
    public void NewKeys()
    {
        (app, portal) = (Installation.DpopApp(Issuer), Installation.DpopPortal(Issuer));
        app.Clock = portal.Clock = Clock;
    }

    [OneTimeTearDown]
    public void Leave() => alice.Dispose();

    [Test, Category("RFC 9449 §5"), Category("RFC 9449 §6.1")]
    public async Task The_token_response_says_dpop_and_the_token_names_the_thumbprint()
    {
        var tokens = await TokensAsync(app);

        Assert.That(tokens.Member("token_type"), Is.EqualTo("DPoP"));
        Assert.That(new JsonWebToken(tokens.AccessToken).GetPayloadValue<System.Text.Json.JsonElement>("cnf").GetProperty("jkt").GetString(), Is.EqualTo(app.Dpop!.Thumbprint));
    }

    [Test, Category("RFC 9449 §6.2")]
    public async Task Introspection_tells_the_thumbprint_so_that_a_resource_can_ask_for_the_proof()
    {
        var tokens = await TokensAsync(portal);

        var answer = await portal.PostAsync("/introspect", [("token", tokens.AccessToken)]);

        Assert.That(answer.Member("token_type"), Is.EqualTo("DPoP"));
        Assert.That(answer.Json.GetProperty("cnf").GetProperty("jkt").GetString(), Is.EqualTo(portal.Dpop!.Thumbprint));
    }

    [Test, Category("RFC 9449 §5")]
    public async Task A_client_that_need_not_prove_a_key_may_and_its_token_is_bound()
    {
        var service = Installation.Service(Issuer);
        (service.Dpop, service.Clock) = (DpopKey.Generate(), Clock);

        Assert.That((await service.TokenAsync(("grant_type", "client_credentials"))).Member("token_type"), Is.EqualTo("DPoP"));
    }

    [Category("RFC 9449 §4.3")]
    [TestCase("ES256")]
    [TestCase("PS256")]
    [TestCase("RS256")]
    public async Task A_proof_is_accepted_that_is_signed_with(string algorithm)
    {
        portal.Dpop = DpopKey.Generate(algorithm);

        Assert.That((await ClientTokenAsync(portal)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9449 §7.1")]
    public async Task Userinfo_answers_the_holder_of_the_key_and_nobody_else()
    {
        var tokens = await TokensAsync(app);

        Assert.That((await app.UserInfoAsync(tokens.AccessToken)).Member("email"), Is.EqualTo("alice@example.com"));
        app.Dpop = DpopKey.Generate();
        var other = await app.UserInfoAsync(tokens.AccessToken);
        Assert.That((other.Status, other.Error), Is.EqualTo((401, "invalid_token")));
        Assert.That(other.Headers["WWW-Authenticate"], Does.StartWith("DPoP ").And.Contain("error=\"invalid_token\"").And.Match("algs=\"[^\"]*ES256"));
    }

    [Category("RFC 9449 §7.1")]
    [TestCase("dPOP")]
    [TestCase("dpop")]
    [TestCase("DPOP")]
    public async Task The_scheme_is_compared_without_case(string scheme)
    {
        var token = (await TokensAsync(app)).AccessToken;

        Assert.That((await app.UserInfoAsync(scheme, token, app.Proof("GET", "/userinfo", token).Sign())).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 6750 §2.1")]
    public async Task The_scheme_of_bearer_tokens_is_compared_without_case()
    {
        var plain = Installation.Portal(Issuer);

        Assert.That((await plain.UserInfoAsync("bEARER", (await plain.RedeemAsync((await plain.AskAsync(alice))["code"])).AccessToken)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9449 §7.2")]
    public async Task A_bound_token_is_of_no_use_as_a_bearer_token_in_header_or_body()
    {
        var token = (await TokensAsync(app)).AccessToken;

        Assert.That((await app.UserInfoAsync("Bearer", token)).Error, Is.EqualTo("invalid_token"));
        Assert.That((await app.UserInfoAsync("Bearer", token, app.Proof("GET", "/userinfo", token).Sign())).Error, Is.EqualTo("invalid_token"));
        Assert.That((await app.PostAsync("/userinfo", [("access_token", token)])).Error, Is.EqualTo("invalid_token"));
    }

    [Test, Category("RFC 9449 §7.2")]
    public async Task A_bearer_token_is_of_no_use_with_a_proof()
    {
        var plain = Installation.Portal(Issuer);
        var token = (await plain.RedeemAsync((await plain.AskAsync(alice))["code"])).AccessToken;
        (plain.Dpop, plain.Clock) = (DpopKey.Generate(), Clock);

        Assert.That((await plain.UserInfoAsync(token)).Error, Is.EqualTo("invalid_token"));
    }

    [Test, Category("RFC 9449 §5")]
    public async Task The_refresh_token_of_a_public_client_works_with_its_key_alone_and_does_not_rotate()
    {
        var tokens = await TokensAsync(app);
        var key = app.Dpop;

        app.Dpop = DpopKey.Generate();
        Assert.That((await app.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
        app.Dpop = key;
        var refreshed = await app.RefreshAsync(tokens.RefreshToken);
        Assert.That(refreshed.Status, Is.EqualTo(200), refreshed.Body);
        Assert.That(refreshed.RefreshToken, Is.EqualTo(tokens.RefreshToken), "a bound refresh token needs no rotation (RFC 9700 §4.14.2)");
    }

    [Test, Category("RFC 9449 §5")]
    public async Task A_confidential_client_refreshes_with_another_key_and_the_new_token_is_bound_to_it()
    {
        var tokens = await TokensAsync(portal);
        portal.Dpop = DpopKey.Generate();

        var refreshed = await portal.RefreshAsync(tokens.RefreshToken);

        Assert.That(refreshed.Status, Is.EqualTo(200), refreshed.Body);
        Assert.That((await portal.UserInfoAsync(refreshed.AccessToken)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9449 §5.2")]
    public async Task A_client_that_registered_bound_tokens_cannot_refresh_without_a_proof()
    {
        var tokens = await TokensAsync(portal);
        portal.Dpop = null;

        var answer = await portal.RefreshAsync(tokens.RefreshToken);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_dpop_proof")));
    }

    [Test, Category("RFC 9449 §10")]
    public async Task A_code_is_bound_to_the_key_that_the_request_names()
    {
        var code = (await app.AskAsync(alice, ("dpop_jkt", app.Dpop!.Thumbprint)))["code"];
        var key = app.Dpop;

        app.Dpop = DpopKey.Generate();
        Assert.That((await app.RedeemAsync(code)).Error, Is.EqualTo("invalid_grant"));
        app.Dpop = key;
        Assert.That((await app.RedeemAsync(code)).Status, Is.EqualTo(200), "a stranger's attempt has not burnt it");
    }

    [Test, Category("RFC 9449 §10")]
    public async Task A_code_that_is_bound_to_a_key_cannot_be_redeemed_without_a_proof()
    {
        var plain = Installation.Portal(Issuer);

        var code = (await plain.AskAsync(alice, ("dpop_jkt", DpopKey.Generate().Thumbprint)))["code"];

        Assert.That((await plain.RedeemAsync(code)).Error, Is.EqualTo("invalid_grant"));
    }

    [Category("RFC 9449 §10.1")]
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_proof_at_the_push_binds_the_code_to_its_key_with_and_without_dpop_jkt(bool named)
    {
        var code = (await app.SignInPushedAsync(alice, named ? [("dpop_jkt", app.Dpop!.Thumbprint)] : []))["code"];
        var key = app.Dpop;

        app.Dpop = DpopKey.Generate();
        Assert.That((await app.RedeemAsync(code)).Error, Is.EqualTo("invalid_grant"));
        app.Dpop = key;
        Assert.That((await app.RedeemAsync(code)).Member("token_type"), Is.EqualTo("DPoP"));
    }

    [Test, Category("RFC 9449 §10.1")]
    public async Task A_push_without_a_proof_binds_nothing_yet()
    {
        var key = app.Dpop;
        app.Dpop = null;
        var code = (await app.SignInPushedAsync(alice))["code"];

        app.Dpop = key;
        Assert.That((await app.RedeemAsync(code)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9449 §5")]
    public async Task The_tokens_of_a_device_are_bound_to_the_key_that_it_polls_with()
    {
        using var television = Installation.Television(Issuer);
        (television.Dpop, television.Clock) = (DpopKey.Generate(), Clock);
        var key = television.Dpop;
        var codes = await television.BeginDeviceAsync();
        await alice.DecideDeviceAsync(codes.Need("user_code"));

        var tokens = await television.PollDeviceAsync(codes.Need("device_code"));

        Assert.That(tokens.Member("token_type"), Is.EqualTo("DPoP"), tokens.Body);
        Assert.That((await television.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));
        television.Dpop = DpopKey.Generate();
        Assert.That((await television.UserInfoAsync(tokens.AccessToken)).Error, Is.EqualTo("invalid_token"));
        Assert.That((await television.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"), "a public client's refresh token is bound as well");
        television.Dpop = key;
        Assert.That((await television.RefreshAsync(tokens.RefreshToken)).Status, Is.EqualTo(200));
    }

    [Category("RFC 9449 §10")]
    [TestCase("short")]
    [TestCase("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I=")]
    [TestCase("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4J")]
    public async Task A_dpop_jkt_that_is_no_thumbprint_is_refused(string jkt) =>
        Assert.That((await app.AskAsync(alice, ("dpop_jkt", jkt)))["error"], Is.EqualTo("invalid_request"));

    [Category("RFC 9449 §4.3")]
    [TestCase("?query=1")]
    [TestCase("#fragment")]
    [TestCase("?a=b#c")]
    public async Task Query_and_fragment_of_htu_do_not_count(string more) =>
        Assert.That((await WithProofAsync(p => p.Claims["htu"] += more)).Status, Is.EqualTo(200));

    [Test, Category("RFC 9449 §4.3")]
    public async Task The_htu_is_normalised_before_it_is_compared()
    {
        Assert.That((await WithProofAsync(p => p.Claims["htu"] = p.Claims["htu"]!.GetValue<string>().Replace("http://", "HTTP://", StringComparison.Ordinal))).Status, Is.EqualTo(200));
        Assert.That((await WithProofAsync(p => p.Claims["htu"] = p.Claims["htu"]!.GetValue<string>().Replace("/token", "/x/../%74oken", StringComparison.Ordinal))).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9449 §4.2")]
    public async Task Further_claims_and_header_parameters_do_not_count() =>
        Assert.That((await WithProofAsync(p =>
        {
            p.Header["extra"] = 1;
            p.Claims["extra"] = "x";
            p.Claims["nbf"] = p.Claims["iat"]!.DeepClone();
            p.Claims["exp"] = 1;
        })).Status, Is.EqualTo(200));

    [Category("RFC 9449 §11.1")]
    [TestCase(-59, 200)]
    [TestCase(-10, 200)]
    [TestCase(8, 200)]
    [TestCase(15, 200)]
    [TestCase(-61, 400)]
    [TestCase(17, 400)]
    [TestCase(-3600, 400)]
    [TestCase(3600, 400)]
    public async Task A_proof_without_a_nonce_is_believed_by_its_time(int seconds, int status)
    {
        Pass(100);
        var answer = await WithProofAsync(p => p.Claims["iat"] = Clock.GetUtcNow().ToUnixTimeSeconds() + seconds);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        if (status == 400)
            Assert.That(answer.Error, Is.EqualTo("invalid_dpop_proof"));
    }

    [Test, Category("RFC 9449 §8")]
    public async Task Whoever_proves_a_key_is_offered_a_nonce_on_success_and_on_refusal()
    {
        Assert.That((await ClientTokenAsync(portal)).Headers, Does.ContainKey("DPoP-Nonce"));
        var refused = await WithProofAsync(p => p.Claims["htm"] = "GET");
        Assert.That((refused.Error, refused.Headers.ContainsKey("DPoP-Nonce")), Is.EqualTo(("invalid_dpop_proof", true)));
    }

    [Test, Category("RFC 9449 §8")]
    public async Task A_nonce_stands_for_the_time_so_that_a_client_with_a_wrong_clock_gets_its_tokens()
    {
        await ClientTokenAsync(portal);

        var answer = await WithProofAsync(p => p.Claims["iat"] = 1_000_000_000, portal.DpopNonce);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test, Category("RFC 9449 §8")]
    public async Task A_nonce_is_good_for_a_minute_and_never_after_two()
    {
        await ClientTokenAsync(portal);
        var nonce = portal.DpopNonce;

        Pass(59);
        Assert.That((await WithProofAsync(_ => { }, nonce)).Status, Is.EqualTo(200));
        Pass(121 - 59);
        var late = await WithProofAsync(_ => { }, nonce);
        Assert.That((late.Status, late.Error), Is.EqualTo((400, "use_dpop_nonce")));
        Assert.That(late.Headers["DPoP-Nonce"], Is.Not.EqualTo(nonce));
    }

    [Test, Category("RFC 9449 §9")]
    public async Task Userinfo_asks_for_another_nonce_with_a_challenge()
    {
        var token = (await TokensAsync(app)).AccessToken;
        app.DpopNonce = "not-one-of-ours";

        var answer = await app.UserInfoAsync("DPoP", token, app.Proof("GET", "/userinfo", token).Sign());

        Assert.That((answer.Status, answer.Error), Is.EqualTo((401, "use_dpop_nonce")));
        Assert.That(answer.Headers["WWW-Authenticate"], Does.StartWith("DPoP ").And.Contain("error=\"use_dpop_nonce\""));
        Assert.That((await app.UserInfoAsync(token)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9449 §11.1")]
    public async Task A_proof_works_once_at_each_endpoint()
    {
        var proof = portal.Proof("POST", "/token").Sign();

        Assert.That((await SendAsync(proof)).Status, Is.EqualTo(200));
        Assert.That((await SendAsync(proof)).Error, Is.EqualTo("invalid_dpop_proof"));
    }

    [Test, Category("RFC 9449 §7.1")]
    public async Task A_request_without_a_token_is_offered_both_schemes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, app.OnNode("/userinfo"));

        Assert.That((await app.SendAsync(request)).Headers["WWW-Authenticate"], Does.StartWith("Bearer ").And.Contain("DPoP algs="));
    }

    [Test, Category("RFC 9449 §8")]
    public async Task A_page_of_the_client_may_read_the_nonce_and_the_challenge_and_send_proofs()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, app.OnNode("/token"));
        preflight.Headers.Add("Origin", "http://localhost:9107");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "dpop");
        var allowed = await app.SendAsync(preflight);

        Assert.That(allowed.Headers["Access-Control-Allow-Headers"], Does.Contain("dpop"));
        Assert.That(allowed.Headers["Access-Control-Expose-Headers"], Does.Contain("dpop-nonce").And.Contain("www-authenticate"));
    }

    private async Task<TokenAnswer> TokensAsync(RelyingParty party)
    {
        var tokens = await party.RedeemAsync((await party.AskAsync(alice))["code"]);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        return tokens;
    }

    private static Task<TokenAnswer> ClientTokenAsync(RelyingParty party) => party.TokenAsync(("grant_type", "client_credentials"));

    private Task<TokenAnswer> WithProofAsync(Action<DpopDraft> change, string? nonce = null)
    {
        portal.DpopNonce = nonce;
        var draft = portal.Proof("POST", "/token");
        change(draft);
        return SendAsync(draft.Sign());
    }

    private Task<TokenAnswer> SendAsync(string proof) =>
        portal.PostWithProofAsync("/token", new Dictionary<string, string> { ["grant_type"] = "client_credentials" }, proof);
}
