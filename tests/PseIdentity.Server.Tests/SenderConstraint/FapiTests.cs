using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SenderConstraint;

/// <summary>A client under FAPI 2.0 Security Profile, on the issuer of clients that are not: <c>private_key_jwt</c>, pushed requests and DPoP.</summary>
internal sealed class FapiTests : ClockedFixture
{
    private readonly SigningKey key = SigningKey.Generate("ES256");
    private HttpBrowser alice = null!;
    private RelyingParty bank = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With($$"""
            { "client_id": "bank", "redirect_uris": ["http://localhost:9111/callback", "http://localhost:9111/callback?dummy1=lorem&dummy2=ipsum"],
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid offline_access payments", "consent": "implicit", "security_profile": "fapi2",
              "token_endpoint_auth_method": "private_key_jwt", "id_token_signed_response_alg": "PS256", "dpop_bound_access_tokens": true, "jwks": {{Installation.Jwks(key)}} }
            """),
    };

    [OneTimeSetUp]
    public async Task SignIn()
    {
        Pass(20);
        alice = new HttpBrowser(Issuer);
        await Installation.Portal(Issuer).SignInAsync(alice, "alice", Installation.Password);
    }

    [SetUp]
    public void NewKeys() =>
        bank = new RelyingParty(Issuer, "bank", null, "http://localhost:9111/callback", "openid offline_access payments") { Dpop = DpopKey.Generate(), Clock = Clock };

    [TearDown]
    public void Close() => bank.Dispose();

    [OneTimeTearDown]
    public void Leave()
    {
        alice.Dispose();
        key.Dispose();
    }

    [Test, Category("FAPI 2.0 §5.3.2")]
    public async Task The_whole_flow_works_and_refreshes_with_a_new_key_and_the_same_refresh_token()
    {
        var tokens = await RedeemAsync(await CodeAsync());
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That(tokens.Member("token_type"), Is.EqualTo("DPoP"));
        Assert.That((await bank.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));

        bank.Dpop = DpopKey.Generate();
        Pass(35);
        for (var turn = 0; turn < 2; turn++)
        {
            var refreshed = await RefreshAsync(tokens.RefreshToken);
            Assert.That(refreshed.Status, Is.EqualTo(200), refreshed.Body);
            Assert.That(refreshed.RefreshToken, Is.EqualTo(tokens.RefreshToken));
        }
    }

    [Test, Category("FAPI 2.0 §5.3.2.1")]
    public async Task Plain_oauth_gives_no_id_token()
    {
        var tokens = await RedeemAsync(await CodeAsync(("scope", "payments")));

        Assert.That((tokens.Status, tokens.Member("id_token")), Is.EqualTo((200, (string?)null)));
    }

    [Test, Category("FAPI 2.0 §5.3.2.1")]
    public async Task Without_a_proof_there_are_no_tokens()
    {
        var code = await CodeAsync();
        bank.Dpop = null;

        Assert.That((await RedeemAsync(code)).Status, Is.EqualTo(400));
    }

    [Test, Category("RFC 9449 §10.1")]
    public async Task A_proof_at_the_pushed_request_binds_the_code()
    {
        var code = await CodeAsync();
        bank.Dpop = DpopKey.Generate();

        Assert.That((await RedeemAsync(code)).Error, Is.EqualTo("invalid_grant"));
    }

    [Test, Category("RFC 9449 §10.1")]
    public async Task A_proof_of_another_key_than_dpop_jkt_is_refused_when_pushed()
    {
        var answer = await PushAsync(("dpop_jkt", DpopKey.Generate().Thumbprint));

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_dpop_proof")));
    }

    [Test, Category("FAPI 2.0 §5.3.2.1")]
    public async Task A_code_lives_for_a_minute_and_not_a_second_longer()
    {
        var code = await CodeAsync();
        Pass(62);

        Assert.That((await RedeemAsync(code)).Error, Is.EqualTo("invalid_grant"));
    }

    [Test, Category("FAPI 2.0 §5.3.2.1")]
    public async Task An_assertion_for_the_token_endpoint_is_refused()
    {
        var assertion = new ClientAssertion(key, "bank", IssuerName + "/token", Clock.GetUtcNow()).Sign();

        Assert.That((await bank.PostAsync("/par", [.. ClientAssertion.Fields(assertion), ("response_type", "code")])).Error, Is.EqualTo("invalid_client"));
    }

    [Test, Category("FAPI 2.0 §5.3.2.2")]
    public async Task A_request_that_was_not_pushed_gives_no_code()
    {
        await alice.GoAsync(bank.AuthorizeQuery());

        Assert.That(alice.Left?.Query ?? "", Does.Not.Contain("code="));
    }

    [Test, Category("FAPI 2.0 §5.3.2.2")]
    public async Task Pushed_requests_need_pkce() => Assert.That((await PushAsync(("code_challenge", null), ("code_challenge_method", null))).Error, Is.EqualTo("invalid_request"));

    private async Task<string> CodeAsync(params (string Name, string? Value)[] changes)
    {
        var pushed = await PushAsync(changes);
        Assert.That(pushed.Status, Is.EqualTo(201), pushed.Body);
        await alice.GoAsync("/authorize?client_id=bank&request_uri=" + Uri.EscapeDataString(pushed.Member("request_uri")!));
        return bank.Answer(alice)["code"];
    }

    private Task<TokenAnswer> PushAsync(params (string Name, string? Value)[] changes)
    {
        var query = bank.AuthorizeQuery(changes).Split('?', 2)[1].Split('&').Select(p => p.Split('=', 2)).Select(p => (p[0], (string?)Uri.UnescapeDataString(p[1])));
        return bank.PostAsync("/par", [.. query, .. Credentials()]);
    }

    private Task<TokenAnswer> RedeemAsync(string code) => bank.RedeemAsync(code, Credentials());

    private Task<TokenAnswer> RefreshAsync(string token) => bank.RefreshAsync(token, Credentials());

    private (string, string?)[] Credentials() => ClientAssertion.Fields(new ClientAssertion(key, "bank", IssuerName, Clock.GetUtcNow()).Sign());
}
