using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.Email;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>A client asks for a person who is elsewhere, and she decides on a page that a mail leads to (OpenID Connect CIBA Core 1.0).</summary>
internal sealed class CibaTests : CibaFixture
{
    // Each row shows its section.
    private static IEnumerable<TestCaseData> Refused =>
        CibaRefusals.Rows.Select(row => new TestCaseData(row).SetName("Refused: " + row.Situation).SetCategory(row.Section));

    [TestCaseSource(nameof(Refused)), Category("Refusals")]
    public async Task A_request_is_refused(CibaRefusal refusal)
    {
        var answer = await refusal.Scenario(Scenes);

        Assert.Multiple(() =>
        {
            Assert.That(answer.Error, Is.EqualTo(refusal.Code), answer.Body);
            Assert.That(answer.Status, Is.EqualTo(refusal.Status), answer.Body);
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(answer.Member("error_description"), Does.Match("^[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$"));
        });
    }

    [Test, Category("CIBA §7.3")]
    public async Task A_request_is_acknowledged_with_what_to_poll_with_and_how()
    {
        var answer = await Scenes.CallCentre.BeginCibaAsync();

        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
            Assert.That(answer.Need("auth_req_id"), Does.Match("^[A-Za-z0-9_-]{43}$"));
            Assert.That(answer.Json.GetProperty("expires_in").GetInt32(), Is.EqualTo(300));
            Assert.That(answer.Json.GetProperty("interval").GetInt32(), Is.EqualTo(5));
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
        });
    }

    [Test, Category("CIBA §10.1.1")]
    public async Task Tokens_come_once_the_person_has_approved_and_the_ID_token_names_the_request()
    {
        using var browser = new HttpBrowser(Issuer);
        var (authReqId, link) = await Scenes.BegunAsync();
        Assert.That((await Scenes.CallCentre.PollCibaAsync(authReqId)).Error, Is.EqualTo("authorization_pending"));

        await browser.DecideCibaAsync(link);
        var tokens = await Scenes.CallCentre.PollCibaAsync(authReqId);

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        var idToken = new JsonWebToken(tokens.IdToken);
        Assert.Multiple(() =>
        {
            Assert.That(idToken.GetClaim("urn:openid:params:jwt:claim:auth_req_id").Value, Is.EqualTo(authReqId));
            Assert.That(idToken.GetClaim("at_hash").Value, Is.EqualTo(TokenHash.For(idToken.Alg, tokens.AccessToken)));
            Assert.That(idToken.TryGetClaim("nonce", out _), Is.False);
        });
        Assert.That((await Scenes.CallCentre.UserInfoAsync(tokens.AccessToken)).Json.GetProperty("name").GetString(), Is.EqualTo("Alice Doe"));
    }

    [Test, Category("CIBA §7.1")]
    public async Task An_ID_token_says_who_is_meant()
    {
        using var browser = new HttpBrowser(Issuer);
        var first = await Scenes.CallCentre.PollCibaAsync(await Scenes.DecidedAsync(allow: true));

        var (authReqId, link) = await Scenes.BegunAsync(null, ("login_hint", null), ("id_token_hint", first.IdToken));
        await browser.DecideCibaAsync(link);

        Assert.That(new JsonWebToken((await Scenes.CallCentre.PollCibaAsync(authReqId)).IdToken).Subject, Is.EqualTo(new JsonWebToken(first.IdToken).Subject));
    }

    [Test, Category("CIBA §13")]
    public async Task A_request_for_nobody_is_answered_like_any_other_and_expires()
    {
        var scenes = Scenes;
        var known = await scenes.CallCentre.BeginCibaAsync();
        foreach (var nobody in new[] { "nobody-has-this-name", "\u202E", "alice@nowhere.example" })
        {
            var answer = await scenes.CallCentre.BeginCibaAsync(("login_hint", nobody), ("binding_message", "for nobody"));
            Assert.That(answer.Status, Is.EqualTo(known.Status), answer.Body);
            Assert.That(answer.Json.EnumerateObject().Select(member => member.Name), Is.EqualTo(known.Json.EnumerateObject().Select(member => member.Name)));
            Assert.That((await scenes.CallCentre.PollCibaAsync(answer.Need("auth_req_id"))).Error, Is.EqualTo("authorization_pending"));
            Pass(300);
            Assert.That((await scenes.CallCentre.PollCibaAsync(answer.Need("auth_req_id"))).Error, Is.EqualTo("expired_token"));
        }
        await scenes.BegunAsync();
        Assert.That(inbox.Has("for nobody"), Is.False);
    }

    [Category("CIBA §7.1")]
    [TestCase("10", 10)]
    [TestCase("999999999", 1800)]
    public async Task The_client_says_how_long_it_waits_within_our_limit(string asked, int seconds)
    {
        var answer = await Scenes.CallCentre.BeginCibaAsync(("requested_expiry", asked));

        Assert.That(answer.Json.GetProperty("expires_in").GetInt32(), Is.EqualTo(seconds), answer.Body);
        Pass(seconds);
        Assert.That((await Scenes.CallCentre.PollCibaAsync(answer.Need("auth_req_id"))).Error, Is.EqualTo("expired_token"));
    }

    [Category("CIBA §7.1.1")]
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_signed_request_may_say_its_expiry_as_a_number_or_a_string(bool asText)
    {
        var answer = await Scenes.AskSignedAsync(Scenes.Signed(("requested_expiry", asText ? "30" : 30)));

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        Assert.That(answer.Json.GetProperty("expires_in").GetInt32(), Is.EqualTo(30));
    }

    [Test, Category("CIBA §7.1.1")]
    public async Task A_signed_request_may_name_several_audiences() =>
        Assert.That((await Scenes.AskSignedAsync(Scenes.Signed(("aud", new[] { "https://other.example", IssuerName })))).Status, Is.EqualTo(200));

    [Test, Category("CIBA §7.1")]
    public async Task The_page_shows_who_asks_and_the_message_that_the_other_device_shows()
    {
        using var browser = new HttpBrowser(Issuer);
        var (_, link) = await Scenes.BegunAsync(null, ("binding_message", "Überweisung-77"));
        await browser.GoAsync(link);
        await browser.SignInWhereAskedAsync("alice");

        Assert.That(browser.PageName, Is.EqualTo("approve"));
        Assert.That(browser.TextOf("binding-message"), Is.EqualTo("Überweisung-77"));
        Assert.That(browser.Page.Body!.TextContent, Does.Contain("Call centre").And.Contain("Make payments"));
    }

    [Test, Category("CIBA §8")]
    public async Task To_anybody_else_the_request_does_not_exist()
    {
        using var browser = new HttpBrowser(Issuer);
        var (authReqId, link) = await Scenes.BegunAsync();

        await browser.GoAsync(link);
        await browser.SignInWhereAskedAsync("dora");

        Assert.That(browser.Shows("approve-none"), Is.True);
        Assert.That(browser.Shows("approve-allow"), Is.False);
        Assert.That((await Scenes.CallCentre.PollCibaAsync(authReqId)).Error, Is.EqualTo("authorization_pending"));
    }

    [Test, Category("CIBA §8")]
    public async Task What_is_decided_or_expired_cannot_be_decided_again()
    {
        using var browser = new HttpBrowser(Issuer);
        var (_, link) = await Scenes.BegunAsync();
        await browser.DecideCibaAsync(link, allow: false);
        await browser.GoAsync(link);
        Assert.That(browser.Shows("approve-none"), Is.True);

        var (authReqId, second) = await Scenes.BegunAsync();
        await browser.GoAsync(second);
        Pass(301);
        await browser.PressAsync("approve-allow");
        Assert.That(browser.Shows("approve-none"), Is.True);
        Assert.That((await Scenes.CallCentre.PollCibaAsync(authReqId)).Error, Is.EqualTo("expired_token"));
    }

    [Test, Category("RFC 9470 §4")]
    public async Task At_payment_level_a_second_factor_is_asked_before_the_question()
    {
        using var browser = new HttpBrowser(Issuer);
        var (authReqId, link) = await Scenes.BegunAsync(null, ("login_hint", "bob"), ("acr_values", "urn:pse-identity:acr:mfa"));
        await browser.GoAsync(link);
        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));

        await browser.PressAsync("code-submit", ("code", Totp.At(Installation.TotpSecret, Clock.GetUtcNow())));
        await browser.PressAsync("approve-allow");

        var idToken = new JsonWebToken((await Scenes.CallCentre.PollCibaAsync(authReqId)).IdToken);
        Assert.That(idToken.GetClaim("acr").Value, Is.EqualTo("urn:pse-identity:acr:mfa"));
    }

    [Test, Category("OpenID Connect Core §8.1")]
    public async Task A_client_with_pairwise_subjects_says_who_is_meant_by_login_hint_and_hears_at_once_that_an_ID_token_is_of_no_use()
    {
        using var browser = new HttpBrowser(Issuer);
        using var desk = new RelyingParty(Issuer, "discreet-desk", Installation.Secret, "https://discreet.example/callback", "openid");
        var (authReqId, link) = await Scenes.BegunAsync(desk);
        await browser.DecideCibaAsync(link);
        var tokens = await desk.PollCibaAsync(authReqId);
        Assert.That(new JsonWebToken(tokens.IdToken).Subject, Does.Match("^[A-Za-z0-9_-]{43}$"));

        var answer = await desk.BeginCibaAsync(("login_hint", null), ("id_token_hint", tokens.IdToken));

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request")));
        Assert.That(answer.Member("error_description"), Does.Contain("login_hint"));
    }

    [Test, Category("RFC 9449 §5")]
    public async Task The_tokens_are_bound_to_the_key_that_the_client_polls_with()
    {
        using var browser = new HttpBrowser(Issuer);
        Pass(20); // past the first moments of the memory of proofs, in which nonces are needed
        using var desk = Installation.CallCentre(Issuer);
        (desk.Dpop, desk.Clock) = (DpopKey.Generate(), Clock);
        var (authReqId, link) = await Scenes.BegunAsync(desk);
        await browser.DecideCibaAsync(link);

        var tokens = await desk.PollCibaAsync(authReqId);

        Assert.That(tokens.Member("token_type"), Is.EqualTo("DPoP"), tokens.Body);
        Assert.That((await desk.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));
        desk.Dpop = DpopKey.Generate();
        Assert.That((await desk.UserInfoAsync(tokens.AccessToken)).Error, Is.EqualTo("invalid_token"));
    }

    [Test, Category("CIBA §4")]
    public async Task Without_mail_it_is_not_offered()
    {
        await using var provider = await RunningProvider.StartAsync(base.Setup with
        {
            Provisioning = WithoutCiba(),
            Settings = new Dictionary<string, string>(Relaxed) { ["Mtls:Url"] = "https://mtls.id.example", ["Network:KnownProxies"] = "127.0.0.9" },
            Change = builder => builder.Services.RemoveAll<IMailRoute>(),
        });
        var service = Installation.Service(provider.BaseAddress);

        var metadata = await provider.Http.GetStringAsync("/.well-known/openid-configuration");

        Assert.That(metadata, Does.Not.Contain("backchannel_authentication_endpoint").And.Not.Contain("ciba"), "nor among mtls_endpoint_aliases");
        Assert.That(metadata, Does.Contain("https://mtls.id.example/device_authorization"));
        Assert.That((await service.BeginCibaAsync()).Error, Is.EqualTo("unauthorized_client"));
        Assert.That((await service.PollCibaAsync("x")).Error, Is.EqualTo("unsupported_grant_type"));
    }

    private static JsonObject WithoutCiba()
    {
        var document = JsonNode.Parse(Installation.Provisioning)!.AsObject();
        document["clients"]!.AsArray().RemoveAll(client => client!["grant_types"]?.ToJsonString().Contains("ciba", StringComparison.Ordinal) == true);
        return document;
    }
}
