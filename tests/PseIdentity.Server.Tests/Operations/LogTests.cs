using System.Web;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Operations;

internal sealed class LogTests : ProviderFixture
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(Relaxed) { ["Logging:LogLevel:Default"] = "Debug", ["Logging:LogLevel:Microsoft"] = "Debug", ["Logging:LogLevel:System"] = "Debug" },
    };

    [Test]
    public async Task Nothing_that_was_secret_in_a_sign_in_is_in_the_log_even_at_Debug()
    {
        using var portal = Installation.Portal(Issuer);
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());
        var pending = HttpUtility.ParseQueryString(browser.Address.Query)["pending"]!;
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        var code = portal.Answer(browser)["code"];
        var tokens = await portal.RedeemAsync(code);

        var log = Provider.Log.Text();

        string[] secrets =
        [
            Installation.Password, Installation.Secret, pending, code, portal.Verifier, portal.State, "alice@example.com",
            tokens.AccessToken, tokens.RefreshToken, tokens.IdToken, .. browser.Cookies.Values,
        ];
        foreach (var secret in secrets)
            Assert.That(log.Contains(secret, StringComparison.Ordinal), Is.False, $"the log holds {secret[..8]}…");
        Assert.That(log, Does.Contain("/token"));
    }

    [Test]
    public async Task The_id_on_an_error_page_is_in_the_log()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/authorize?client_id=nobody&response_type=code");

        Assert.That(browser.PageName, Is.EqualTo("error"));
        Assert.That(Provider.Log.Text(), Does.Contain(browser.TextOf("error-id")!));
    }
}
