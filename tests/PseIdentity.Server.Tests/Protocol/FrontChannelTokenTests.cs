using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The implicit and the hybrid flow (OpenID Connect Core §3.2 and §3.3), where the setting allows them.</summary>
internal sealed class FrontChannelTokenTests : ClockedFixture
{
    private static readonly string[] InFront = ["id_token", "id_token token", "code id_token", "code token", "code id_token token"];

    private HttpBrowser browser = null!;
    private RelyingParty party = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With($$"""
            { "client_id": "old-app", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9112/callback"], "consent": "implicit",
              "grant_types": ["authorization_code", "implicit", "refresh_token"], "scope": "openid email profile offline_access payments",
              "response_types": ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"] }
            """),
        Settings = new Dictionary<string, string>(Relaxed) { ["Protocol:ImplicitAndHybrid"] = "true" },
    };

    [SetUp]
    public async Task SignIn()
    {
        (browser, party) = (new HttpBrowser(Issuer), new RelyingParty(Issuer, "old-app", Installation.Secret, "http://localhost:9112/callback", "openid email"));
        await party.SignInAsync(browser, "alice", Installation.Password);
    }

    [TearDown]
    public void Leave()
    {
        browser.Dispose();
        party.Dispose();
    }

    [TestCaseSource(nameof(InFront)), Category("OpenID Connect Core §3.3.2.5")]
    public async Task The_answer_holds_exactly_what_the_type_asks_for_in_the_fragment(string type)
    {
        var answer = await AskAsync(type);

        var expected = new List<string> { "state", "iss" };
        if (type.Contains("code", StringComparison.Ordinal))
            expected.Add("code");
        if (type.Split(' ').Contains("token"))
            expected.AddRange(["access_token", "token_type", "expires_in"]);
        if (type.Contains("id_token", StringComparison.Ordinal))
            expected.Add("id_token");
        Assert.That(answer.Keys, Is.EquivalentTo(expected));
        Assert.That(browser.Left!.Query, Is.Empty);
    }

    private static IEnumerable<string> WithIdToken => InFront.Where(type => type.Contains("id_token", StringComparison.Ordinal));

    [TestCaseSource(nameof(WithIdToken)), Category("OpenID Connect Core §3.3.2.11")]
    public async Task An_id_token_vouches_for_what_leaves_beside_it(string type)
    {
        var answer = await AskAsync(type);

        var token = await new ForeignValidator(Provider, Clock).IdTokenAsync(answer["id_token"], party.ClientId);
        Assert.Multiple(() =>
        {
            Assert.That(token.Text("nonce"), Is.EqualTo(party.Nonce));
            Assert.That(token.TryGetPayloadValue<string>("c_hash", out var code) ? code : null, Is.EqualTo(HashOf(answer, "code")));
            Assert.That(token.TryGetPayloadValue<string>("at_hash", out var access) ? access : null, Is.EqualTo(HashOf(answer, "access_token")));
            Assert.That(token.Text("s_hash"), Is.EqualTo(HashOf(answer, "state")));
        });
    }

    [Test, Category("OpenID Connect Core §5.4")]
    public async Task Claims_of_the_scopes_are_in_the_id_token_only_where_no_access_token_is_issued()
    {
        Assert.That(new JsonWebToken((await AskAsync("id_token"))["id_token"]).Text("email"), Is.EqualTo("alice@example.com"));

        var named = await AskAsync("id_token", ("scope", "openid profile"));
        Assert.That(new JsonWebToken(named["id_token"]).Number("updated_at"), Is.GreaterThan(0));

        foreach (var type in InFront.Where(type => type is not ("id_token" or "code token")))
            Assert.That(new JsonWebToken((await AskAsync(type))["id_token"]).Names(), Does.Not.Contain("email"), type);
    }

    [Test, Category("OpenID Connect Core §3.3.3.6")]
    public async Task Code_and_id_token_speak_of_the_same_person_and_the_code_works()
    {
        var answer = await AskAsync("code id_token token");

        var tokens = await party.RedeemAsync(answer["code"]);

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That(new JsonWebToken(tokens.IdToken).Subject, Is.EqualTo(new JsonWebToken(answer["id_token"]).Subject));
        Assert.That((await party.UserInfoAsync(answer["access_token"])).Member("email"), Is.EqualTo("alice@example.com"));
        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));
    }

    [Category("OpenID Connect Core §3.2.2.5")]
    [TestCase("id_token token")]
    [TestCase("code token")]
    public async Task An_access_token_from_the_front_channel_dies_with_the_session(string type)
    {
        var answer = await AskAsync(type, ("scope", "openid email offline_access"));
        Assert.That((await party.UserInfoAsync(answer["access_token"])).Status, Is.EqualTo(200));

        await browser.GoAsync("/logout");
        await browser.PressAsync("logout-confirm");

        Assert.That((await party.UserInfoAsync(answer["access_token"])).Status, Is.EqualTo(401));
    }

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task A_code_that_comes_twice_ends_the_access_token_that_left_beside_it()
    {
        var answer = await AskAsync("code id_token token");
        await party.RedeemAsync(answer["code"]);
        Assert.That((await party.UserInfoAsync(answer["access_token"])).Status, Is.EqualTo(200));

        await party.RedeemAsync(answer["code"]);

        Assert.That((await party.UserInfoAsync(answer["access_token"])).Status, Is.EqualTo(401));
        Assert.That((await party.PostAsync("/introspect", [("token", answer["access_token"])])).Json.GetProperty("active").GetBoolean(), Is.False);
    }

    [Test, Category("RFC 7009 §2.1")]
    public async Task A_refresh_token_that_is_revoked_takes_along_what_left_beside_its_code()
    {
        var answer = await AskAsync("code token", ("scope", "openid email offline_access"));
        var tokens = await party.RedeemAsync(answer["code"]);

        await party.RevokeAsync(tokens.RefreshToken);

        Assert.That((await party.UserInfoAsync(answer["access_token"])).Status, Is.EqualTo(401));
    }

    [Test, Category("OpenID Connect Core §11")]
    public async Task No_offline_access_comes_by_the_front_channel()
    {
        var answer = await AskAsync("id_token token", ("scope", "openid offline_access"));

        Assert.That(answer["scope"], Is.EqualTo("openid"));
        Assert.That(new JsonWebToken(answer["access_token"]).Text("scope"), Is.EqualTo("openid"));
    }

    [Test, Category("RFC 7009 §2.1")]
    public async Task An_access_token_from_the_front_channel_can_be_revoked()
    {
        var token = (await AskAsync("id_token token"))["access_token"];

        await party.RevokeAsync(token);

        Assert.That((await party.UserInfoAsync(token)).Status, Is.EqualTo(401));
    }

    [Category("OpenID Connect Core §3.2.2.1")]
    [TestCase("id_token", "nonce", null, "invalid_request")]
    [TestCase("id_token token", "nonce", null, "invalid_request")]
    [TestCase("code id_token", "nonce", null, "invalid_request")]
    [TestCase("code id_token token", "nonce", null, "invalid_request")]
    [TestCase("id_token", "scope", "email", "invalid_request")]
    [TestCase("id_token", "response_mode", "query", "invalid_request")]
    [TestCase("code token", "response_mode", "query", "invalid_request")]
    [TestCase("code id_token", "response_mode", "query.jwt", "invalid_request")]
    [TestCase("id_token token", "scope", "nothing", "invalid_scope")]
    public async Task A_wrong_request_is_told_in_the_fragment(string type, string name, string? value, string error)
    {
        var answer = await AskAsync(type, (name, value));

        Assert.That((answer["error"], answer["state"], answer["iss"]), Is.EqualTo((error, party.State, IssuerName)));
        Assert.That(browser.Left!.Query, Is.Empty);
        Assert.That(answer.Keys.Intersect(["code", "access_token", "id_token"]), Is.Empty);
    }

    [Test, Category("OpenID Connect Core §3.3.2.11")]
    public async Task A_code_with_an_access_token_needs_no_nonce() => Assert.That(await AskAsync("code token", ("nonce", null)), Does.ContainKey("code"));

    [Test, Category("RFC 7636 §4.3")]
    public async Task A_challenge_without_a_code_is_refused()
    {
        await browser.GoAsync(party.AuthorizeQuery(("response_type", "id_token")));

        Assert.That(party.Answer(browser)["error"], Is.EqualTo("invalid_request"));
    }

    [Category("RFC 9700 §2.1.2")]
    [TestCase("token")]
    [TestCase("none")]
    [TestCase("code none")]
    [TestCase("code code")]
    [TestCase("id_token id_token")]
    public async Task A_type_that_is_not_offered_is_refused(string type) =>
        Assert.That((await AskAsync(type))["error"], Is.EqualTo("unsupported_response_type"));

    [Test, Category("RFC 6749 §3.1.1")]
    public async Task The_order_of_the_values_does_not_matter() =>
        Assert.That(await AskAsync("token id_token code"), Does.ContainKey("code").And.ContainKey("access_token").And.ContainKey("id_token"));

    [Test, Category("RFC 6749 §4.1.2.1")]
    public async Task A_client_that_did_not_register_for_it_is_refused()
    {
        using var portal = Installation.Portal(Issuer);

        await browser.GoAsync(portal.AuthorizeQuery(("response_type", "id_token"), ("code_challenge", null), ("code_challenge_method", null)));

        Assert.That(portal.Answer(browser)["error"], Is.EqualTo("unauthorized_client"));
    }

    [Category("OAuth Form Post Response Mode §2")]
    [TestCase("form_post")]
    [TestCase("form_post.jwt")]
    [TestCase("fragment.jwt")]
    [TestCase("jwt")]
    public async Task Tokens_leave_in_other_modes_too(string mode)
    {
        await browser.GoAsync(party.AuthorizeQuery(("response_type", "code id_token"), ("response_mode", mode)));
        if (browser.PageName == "form-post")
            await browser.PressAsync("form-post-continue");

        var answer = party.Answer(browser);
        Assert.That(answer, mode.EndsWith("jwt", StringComparison.Ordinal) ? Does.ContainKey("response") : Does.ContainKey("id_token"));
        Assert.That(browser.Left!.Query, Is.Empty);
    }

    [Test, Category("OpenID Connect Discovery §3")]
    public async Task Discovery_lists_them_because_the_setting_is_on()
    {
        using var document = JsonDocument.Parse(await Provider.Http.GetStringAsync("/.well-known/openid-configuration"));

        Assert.That(document.RootElement.GetProperty("response_types_supported").EnumerateArray().Select(t => t.GetString()), Is.EquivalentTo(InFront.Append("code")));
        Assert.That(document.RootElement.GetProperty("grant_types_supported").EnumerateArray().Select(t => t.GetString()), Does.Contain("implicit"));
    }

    [TestCaseSource(nameof(InFront)), Category("RFC 9126 §2.1")]
    public async Task Each_type_can_be_pushed(string type)
    {
        var pushed = await party.PushAsync([("response_type", type), .. WithoutChallenge(type)]);
        Assert.That(pushed.Status, Is.EqualTo(201), pushed.Body);

        await browser.GoAsync(party.PushedQuery(pushed));

        Assert.That(party.Answer(browser).Keys.Intersect(["code", "access_token", "id_token"]), Is.Not.Empty);
    }

    private async Task<Dictionary<string, string>> AskAsync(string type, params (string, string?)[] changes) =>
        await party.AskAsync(browser, [("response_type", type), .. WithoutChallenge(type), .. changes]);

    private static (string, string?)[] WithoutChallenge(string type) =>
        type.Contains("code", StringComparison.Ordinal) ? [] : [("code_challenge", null), ("code_challenge_method", null)];

    // Computed apart from the product: the left half of SHA-256 (Core §3.3.2.11).
    private static string? HashOf(Dictionary<string, string> answer, string name) =>
        answer.TryGetValue(name, out var value) ? CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(value)).AsSpan(0, 16)) : null;
}
