using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What ends by itself, to the second.</summary>
internal sealed class LifetimeTests : ClockedFixture
{
    [Category("RFC 6749 §4.1.2")]
    [TestCase(59.999, 200)]
    [TestCase(60, 400)]
    [TestCase(62, 400)]
    public async Task A_code_lives_for_a_minute_without_grace(double seconds, int status)
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var code = (await portal.SignInAsync(browser, "alice", Installation.Password))["code"];
        Pass(seconds);

        var answer = await portal.RedeemAsync(code);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        Assert.That(answer.Error, Is.EqualTo(status == 200 ? null : "invalid_grant"));
    }

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task A_code_that_was_used_is_refused_half_a_minute_later_and_its_tokens_are_dead()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var code = (await portal.SignInAsync(browser, "alice", Installation.Password))["code"];
        var tokens = await portal.RedeemAsync(code);
        Pass(30);

        Assert.That((await portal.RedeemAsync(code)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await portal.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
        Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
    }

    [Category("RFC 9068 §4")]
    [TestCase("portal", 599, 200)]
    [TestCase("portal", 600, 401)]
    [TestCase("hasty-app", 119, 200)]
    [TestCase("hasty-app", 120, 401)]
    public async Task An_access_token_lives_as_long_as_it_says(string client, double seconds, int status)
    {
        using var browser = new HttpBrowser(Issuer);
        var party = client == "portal" ? Installation.Portal(Issuer) : Installation.HastyApp(Issuer);
        var tokens = await party.TokensAsync(browser, "alice", Installation.Password);
        Pass(seconds);

        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(status));
    }

    [TestCase(59 * 60, "second-factor")]
    [TestCase(60 * 60, "expired")]
    public async Task A_request_waits_for_the_person_for_an_hour(double seconds, string page)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(Installation.Portal(Issuer).AuthorizeQuery());
        Pass(seconds);

        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));

        Assert.That(browser.PageName, Is.EqualTo(page));
        Assert.That(browser.Left, Is.Null);
    }

    [TestCase(60 * 60 - 1, "code")]
    [TestCase(60 * 60, "error")]
    public async Task A_session_that_nobody_uses_ends_after_an_hour(double seconds, string answer)
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        await portal.SignInAsync(browser, "alice", Installation.Password);
        Pass(seconds);

        Assert.That(await portal.AskAsync(browser, ("prompt", "none")), Does.ContainKey(answer));
    }

    [Test]
    public async Task A_session_ends_after_twelve_hours_however_often_it_is_used()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        await portal.SignInAsync(browser, "alice", Installation.Password);
        for (var used = 0; used < 14; used++)
        {
            Pass(50 * 60);
            Assert.That(await portal.AskAsync(browser, ("prompt", "none")), Does.ContainKey("code"), $"after {(used + 1) * 50} minutes");
        }

        Pass(25 * 60);

        Assert.That((await portal.AskAsync(browser, ("prompt", "none")))["error"], Is.EqualTo("login_required"));
    }

    [Test]
    public async Task A_session_that_is_to_be_remembered_lives_for_thirty_days()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password), ("remember", "true"));
        for (var week = 0; week < 4; week++)
        {
            Pass(TimeSpan.FromDays(7).TotalSeconds);
            Assert.That(await portal.AskAsync(browser, ("prompt", "none")), Does.ContainKey("code"), $"in week {week + 1}");
        }

        Pass(TimeSpan.FromDays(2).TotalSeconds);

        Assert.That((await portal.AskAsync(browser, ("prompt", "none")))["error"], Is.EqualTo("login_required"));
    }
}
