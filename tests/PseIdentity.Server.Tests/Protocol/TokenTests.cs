using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What the tokens say, read by a program of somebody else with the published keys.</summary>
internal sealed class TokenTests : ProviderFixture
{
    private const string PasswordLevel = "urn:pse-identity:acr:password";
    private const string MultiFactor = "urn:pse-identity:acr:mfa";

    [Test, Category("OpenID Connect Core §2")]
    public async Task An_id_token_says_who_signed_in_when_how_and_for_whom()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var tokens = await portal.TokensAsync(browser, "alice", Installation.Password);

        var token = await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, "portal");
        Assert.Multiple(() =>
        {
            Assert.That(token.Names(), Is.EquivalentTo(new[] { "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid" }),
                "claims about the person are at userinfo (§5.4)");
            Assert.That(token.Issuer, Is.EqualTo(IssuerName));
            Assert.That(token.Audiences, Is.EqualTo(new[] { "portal" }));
            Assert.That(token.Subject, Does.Match("^[A-Za-z0-9_-]{22}$"), "128 random bits");
            Assert.That(token.Text("nonce"), Is.EqualTo(portal.Nonce));
            Assert.That(token.Number("exp") - token.Number("iat"), Is.EqualTo(600));
            Assert.That(token.Number("iat"), Is.InRange(before, before + 60));
            Assert.That(token.Number("auth_time"), Is.InRange(before, token.Number("iat")));
            Assert.That(token.Text("acr"), Is.EqualTo(PasswordLevel));
            Assert.That(token.Amr(), Is.EqualTo(new[] { "pwd" }));
            Assert.That(token.Text("sid"), Is.Not.Empty);
            Assert.That(token.Kid, Is.Not.Empty);
        });
    }

    [Test, Category("RFC 8176 §2")]
    public async Task An_id_token_names_the_second_factor()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        await browser.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)));

        var tokens = await portal.RedeemAsync(portal.Answer(browser)["code"]);

        var token = await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, "portal");
        Assert.That(token.Text("acr"), Is.EqualTo(MultiFactor));
        Assert.That(token.Amr(), Is.EqualTo(new[] { "pwd", "otp", "mfa" }));
    }

    [Test, Category("RFC 9068 §2.2")]
    public async Task An_access_token_says_what_a_resource_server_needs()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);

        var tokens = await portal.TokensAsync(browser, "alice", Installation.Password);

        var validator = new ForeignValidator(Provider);
        var idToken = await validator.IdTokenAsync(tokens.IdToken, "portal");
        var token = await validator.AccessTokenAsync(tokens.AccessToken, Installation.PaymentsApi);
        Assert.Multiple(() =>
        {
            Assert.That(token.Names(), Is.EquivalentTo(new[] { "iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope", "auth_time", "acr", "amr", "sid", "grant" }));
            Assert.That(token.Audiences, Is.EqualTo(new[] { Installation.PaymentsApi, IssuerName }), "userinfo wants the issuer");
            Assert.That(token.Subject, Is.EqualTo(idToken.Subject));
            Assert.That(token.Text("client_id"), Is.EqualTo("portal"));
            Assert.That(token.Text("scope").Split(' '), Is.EquivalentTo(portal.Scope.Split(' ')));
            Assert.That(token.Number("exp") - token.Number("iat"), Is.EqualTo(600));
            Assert.That(token.Number("auth_time"), Is.EqualTo(idToken.Number("auth_time")));
            Assert.That(token.Text("acr"), Is.EqualTo(PasswordLevel));
            Assert.That(token.Text("sid"), Is.EqualTo(idToken.Text("sid")));
        });
    }

    [Test, Category("RFC 9068 §2.2")]
    public async Task No_two_access_tokens_have_the_same_jti()
    {
        var service = Installation.Service(Issuer);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add((await new ForeignValidator(Provider).AccessTokenAsync((await service.TokenAsync(("grant_type", "client_credentials"))).AccessToken, Installation.PaymentsApi)).Id);

        Assert.That(ids, Is.Unique);
    }

    [Test, Category("RFC 9068 §2.2")]
    public async Task A_client_that_acts_for_itself_is_the_subject_and_nobody_signed_in()
    {
        var answer = await Installation.Service(Issuer).TokenAsync(("grant_type", "client_credentials"));

        var token = await new ForeignValidator(Provider).AccessTokenAsync(answer.AccessToken, Installation.PaymentsApi);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Member("scope"), Is.EqualTo("payments"), "none was asked for, so the answer says which (RFC 6749 §5.1)");
            Assert.That(answer.Json.TryGetProperty("refresh_token", out _), Is.False, "RFC 6749 §4.4.3");
            Assert.That(answer.Json.TryGetProperty("id_token", out _), Is.False);
            Assert.That(token.Names(), Is.EquivalentTo(new[] { "iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope" }));
            Assert.That(token.Subject, Is.EqualTo("service"));
            Assert.That(token.Audiences, Is.EqualTo(new[] { Installation.PaymentsApi }));
        });
    }

    [Test, Category("OpenID Connect Core §2")]
    public async Task A_client_has_the_lifetimes_that_it_registered()
    {
        using var browser = new HttpBrowser(Issuer);
        var hasty = Installation.HastyApp(Issuer);

        var tokens = await hasty.TokensAsync(browser, "alice", Installation.Password);

        var validator = new ForeignValidator(Provider);
        var access = await validator.AccessTokenAsync(tokens.AccessToken, IssuerName);
        var idToken = await validator.IdTokenAsync(tokens.IdToken, "hasty-app");
        Assert.That(tokens.Json.GetProperty("expires_in").GetInt32(), Is.EqualTo(120));
        Assert.That(access.Number("exp") - access.Number("iat"), Is.EqualTo(120));
        Assert.That(idToken.Number("exp") - idToken.Number("iat"), Is.EqualTo(90));
        Assert.That(tokens.Json.TryGetProperty("refresh_token", out _), Is.False, "it has not registered the grant type");
    }

    [Test, Category("OpenID Connect Core §11")]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        using var browser = new HttpBrowser(Issuer);

        var tokens = await Installation.Portal(Issuer).TokensAsync(browser, "alice", Installation.Password, ("scope", "openid"));

        Assert.That(tokens.Json.TryGetProperty("refresh_token", out _), Is.False);
    }
}
