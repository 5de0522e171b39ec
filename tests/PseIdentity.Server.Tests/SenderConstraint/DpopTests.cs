using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Server.Tests.Protocol;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SenderConstraint;

/// <summary>Access tokens that are bound to a key (RFC 9449): what works, and what is tolerated.</summary>
internal sealed class DpopTests : DpopFixture
{
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
}
