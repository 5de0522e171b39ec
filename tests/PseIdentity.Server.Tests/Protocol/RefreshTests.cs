using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What a refresh token gives, how long, and what ends it (RFC 6749 §6, RFC 9700 §4.14, OpenID Connect Core §12).</summary>
internal sealed class RefreshTests : ClockedFixture
{
    [Test, Category("RFC 6749 §6")]
    public async Task A_confidential_client_keeps_its_refresh_token()
    {
        var portal = Installation.Portal(Issuer);
        var first = (await TokensAsync(portal)).RefreshToken;

        for (var i = 0; i < 3; i++)
        {
            Pass(7200);
            var answer = await portal.RefreshAsync(first);
            Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
            Assert.That(answer.RefreshToken, Is.EqualTo(first));
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
        }
    }

    [Test, Category("RFC 9700 §4.14.2")]
    public async Task A_public_client_gets_another_refresh_token_each_time()
    {
        var app = Installation.BrowserApp(Issuer);
        var tokens = new List<string> { (await TokensAsync(app)).RefreshToken };

        for (var i = 0; i < 4; i++)
        {
            Pass(3600);
            tokens.Add((await app.RefreshAsync(tokens[^1])).RefreshToken);
        }

        Assert.That(tokens, Is.Unique);
    }

    [Category("RFC 9700 §4.14.2")]
    [TestCase(0)]
    [TestCase(29.9)]
    [TestCase(30)]
    public async Task A_rotated_token_is_answered_again_for_half_a_minute_because_the_answer_may_have_been_lost(double seconds)
    {
        var app = Installation.BrowserApp(Issuer);
        var first = (await TokensAsync(app)).RefreshToken;
        var lost = await app.RefreshAsync(first);
        Pass(seconds);

        var again = await app.RefreshAsync(first);

        Assert.That(again.Status, Is.EqualTo(200), again.Body);
        Assert.That((await app.RefreshAsync(again.RefreshToken)).Status, Is.EqualTo(200), "it goes on from the repeated answer");
        Assert.That((await app.UserInfoAsync(lost.AccessToken)).Status, Is.EqualTo(200), "and nothing was revoked");
    }

    [Category("RFC 9700 §4.14.2")]
    [TestCase("browser-app", 31)]
    [TestCase("patient-app", 601)]
    public async Task A_rotated_token_that_comes_later_revokes_the_grant(string client, double seconds)
    {
        var app = client == "browser-app" ? Installation.BrowserApp(Issuer) : Installation.PatientApp(Issuer);
        var first = (await TokensAsync(app)).RefreshToken;
        var second = await app.RefreshAsync(first);
        Pass(seconds);

        Assert.That((await app.RefreshAsync(first)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await app.RefreshAsync(second.RefreshToken)).Error, Is.EqualTo("invalid_grant"), "whoever holds it");
        Assert.That((await app.UserInfoAsync(second.AccessToken)).Status, Is.EqualTo(401));
    }

    [Test, Category("RFC 9700 §4.14.2")]
    public async Task A_client_may_register_a_longer_time_for_lost_answers()
    {
        var app = Installation.PatientApp(Issuer);
        var first = (await TokensAsync(app)).RefreshToken;
        await app.RefreshAsync(first);
        Pass(600);

        Assert.That((await app.RefreshAsync(first)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 6749 §6")]
    public async Task A_refresh_for_less_does_not_make_the_grant_smaller()
    {
        var portal = Installation.Portal(Issuer);
        var first = (await TokensAsync(portal)).RefreshToken;

        var narrow = await portal.RefreshAsync(first, ("scope", "openid email"));
        Assert.That(narrow.Member("scope"), Is.EqualTo("openid email"));
        Assert.That((await portal.UserInfoAsync(narrow.AccessToken)).Json.EnumerateObject().Select(m => m.Name), Is.EquivalentTo(new[] { "sub", "email", "email_verified" }));

        var full = await portal.RefreshAsync(narrow.RefreshToken);
        Assert.That((await new ForeignValidator(Provider, Clock).AccessTokenAsync(full.AccessToken, Installation.PaymentsApi)).Text("scope").Split(' '), Is.EquivalentTo(portal.Scope.Split(' ')));
    }

    [Test, Category("OpenID Connect Core §12.2")]
    public async Task A_refresh_with_openid_in_its_scope_gives_an_id_token_of_the_same_sign_in()
    {
        var portal = Installation.Portal(Issuer);
        var tokens = await TokensAsync(portal);
        Pass(1800);

        var refreshed = await portal.RefreshAsync(tokens.RefreshToken, ("scope", "openid"));

        var validator = new ForeignValidator(Provider, Clock);
        var again = await validator.IdTokenAsync(refreshed.IdToken, "portal");
        var before = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(tokens.IdToken);
        foreach (var same in new[] { "iss", "sub", "sid", "acr" })
            Assert.That(again.Text(same), Is.EqualTo(before.Text(same)), same);
        Assert.That(again.Audiences, Is.EqualTo(before.Audiences));
        Assert.That(again.Number("auth_time"), Is.EqualTo(before.Number("auth_time")), "the time of the sign-in, not of the refresh");
        Assert.That(again.Number("iat"), Is.EqualTo(before.Number("iat") + 1800));
        Assert.That(again.Names(), Does.Not.Contain("nonce"), "it belongs to the request that started the sign-in");
    }

    [Test, Category("OpenID Connect Core §12.2")]
    public async Task A_refresh_without_openid_in_its_scope_gives_no_id_token()
    {
        var portal = Installation.Portal(Issuer);

        var refreshed = await portal.RefreshAsync((await TokensAsync(portal)).RefreshToken, ("scope", "email"));

        Assert.That(refreshed.Status, Is.EqualTo(200), refreshed.Body);
        Assert.That(refreshed.Json.TryGetProperty("id_token", out _), Is.False);
    }

    [Test, Category("RFC 6749 §5.2")]
    public async Task Another_client_that_presents_the_token_does_not_harm_its_owner()
    {
        var app = Installation.BrowserApp(Issuer);
        var token = (await TokensAsync(app)).RefreshToken;

        Assert.That((await Installation.Portal(Issuer).RefreshAsync(token)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await Installation.PatientApp(Issuer).RefreshAsync(token)).Error, Is.EqualTo("invalid_grant"));

        Assert.That((await app.RefreshAsync(token)).Status, Is.EqualTo(200));
    }

    [Test, Category("OpenID Connect Core §11")]
    public async Task Offline_access_outlives_the_sign_out()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var tokens = await portal.TokensAsync(browser, "alice", Installation.Password);

        await browser.GoAsync("/logout?id_token_hint=" + tokens.IdToken);

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Status, Is.EqualTo(200));
        Assert.That((await portal.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9700 §4.14")]
    public async Task Online_access_ends_with_the_sign_out()
    {
        using var browser = new HttpBrowser(Issuer);
        var online = Installation.OnlineApp(Issuer);
        var tokens = await online.TokensAsync(browser, "alice", Installation.Password);
        Assert.That((await online.RefreshAsync(tokens.RefreshToken)).Status, Is.EqualTo(200));

        await browser.GoAsync("/logout?id_token_hint=" + tokens.IdToken);

        Assert.That((await online.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await online.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
    }

    [Test, Category("RFC 9700 §4.14")]
    public async Task Online_access_ends_with_the_session_and_offline_access_does_not()
    {
        using var browser = new HttpBrowser(Issuer);
        var (online, portal) = (Installation.OnlineApp(Issuer), Installation.Portal(Issuer));
        var mortal = await online.TokensAsync(browser, "alice", Installation.Password);
        var lasting = await portal.RedeemAsync((await portal.AskAsync(browser))["code"]);

        Pass(61 * 60);

        Assert.That((await online.RefreshAsync(mortal.RefreshToken)).Error, Is.EqualTo("invalid_grant"), "nobody used the session for an hour");
        Assert.That((await portal.RefreshAsync(lasting.RefreshToken)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9700 §4.14.2")]
    public async Task A_token_that_nobody_uses_for_thirty_days_has_expired()
    {
        var portal = Installation.Portal(Issuer);
        var used = (await TokensAsync(portal)).RefreshToken;
        var unused = (await TokensAsync(portal)).RefreshToken;

        Pass(TimeSpan.FromDays(29).TotalSeconds);
        Assert.That((await portal.RefreshAsync(used)).Status, Is.EqualTo(200));
        Pass(TimeSpan.FromDays(2).TotalSeconds);

        Assert.That((await portal.RefreshAsync(unused)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await portal.RefreshAsync(used)).Status, Is.EqualTo(200), "use keeps it alive");
    }

    [Test, Category("RFC 9700 §4.14.2")]
    public async Task A_grant_ends_after_half_a_year_however_often_it_is_used()
    {
        var portal = Installation.Portal(Issuer);
        var token = (await TokensAsync(portal)).RefreshToken;
        for (var month = 0; month < 8; month++)
        {
            Assert.That((await portal.RefreshAsync(token)).Status, Is.EqualTo(200), $"after {month * 22} days");
            Pass(TimeSpan.FromDays(22).TotalSeconds);
        }

        Pass(TimeSpan.FromDays(5).TotalSeconds);

        Assert.That((await portal.RefreshAsync(token)).Error, Is.EqualTo("invalid_grant"));
    }

    private async Task<TokenAnswer> TokensAsync(RelyingParty party)
    {
        using var browser = new HttpBrowser(Issuer);
        return await party.TokensAsync(browser, "alice", Installation.Password);
    }
}
