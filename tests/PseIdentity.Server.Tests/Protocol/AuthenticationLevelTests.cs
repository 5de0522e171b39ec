using Microsoft.Data.Sqlite;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>How strongly somebody is to sign in: <c>acr_values</c> is a wish (OpenID Connect Core §3.1.2.1), fulfilled where the person can.</summary>
internal sealed class AuthenticationLevelTests : ClockedFixture
{
    private const string PasswordLevel = "urn:pse-identity:acr:password";
    private const string MultiFactor = "urn:pse-identity:acr:mfa";

    private RelyingParty portal = null!;

    [OneTimeSetUp]
    public void Register() => portal = Installation.Portal(Issuer);

    [OneTimeTearDown]
    public void Leave() => portal.Dispose();

    [Category("OpenID Connect Core §3.1.2.1")]
    [TestCase(PasswordLevel)]
    [TestCase(MultiFactor)]
    [TestCase("urn:pse-identity:acr:phishing-resistant")]
    [TestCase("1 2")]
    [TestCase("urn:pse-identity:acr:mfa urn:pse-identity:acr:password")]
    public async Task Somebody_who_has_only_a_password_signs_in_with_it_whatever_is_wished_for(string values)
    {
        using var browser = new HttpBrowser(Issuer);

        var tokens = await portal.TokensAsync(browser, "dora", Installation.Password, ("acr_values", values));

        Assert.That(new JsonWebToken(tokens.IdToken).Text("acr"), Is.EqualTo(PasswordLevel), "what was reached, not what was asked");
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Every_level_that_discovery_names_may_be_asked_for_at_once()
    {
        using var browser = new HttpBrowser(Issuer);
        using var discovery = System.Text.Json.JsonDocument.Parse(await Provider.Http.GetStringAsync("/.well-known/openid-configuration"));
        var all = discovery.RootElement.GetProperty("acr_values_supported").EnumerateArray().Select(v => v.GetString()!).ToList();

        var tokens = await portal.TokensAsync(browser, "dora", Installation.Password, ("acr_values", string.Join(' ', all)));

        Assert.That(all, Does.Contain(new JsonWebToken(tokens.IdToken).Text("acr")));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Prompt_none_gives_the_level_that_the_session_has()
    {
        using var browser = new HttpBrowser(Issuer);
        await portal.SignInAsync(browser, "dora", Installation.Password);

        var code = (await portal.AskAsync(browser, ("prompt", "none"), ("acr_values", MultiFactor)))["code"];

        Assert.That(new JsonWebToken((await portal.RedeemAsync(code)).IdToken).Text("acr"), Is.EqualTo(PasswordLevel));
    }

    [Test, Category("RFC 9470 §4")]
    public async Task Somebody_with_a_password_session_and_an_authenticator_is_asked_for_the_code_alone()
    {
        using var browser = await AtSecondFactorAsync();
        await browser.PressAsync("code-submit", ("code", NextCode()));
        var before = new JsonWebToken((await portal.RedeemAsync(portal.Answer(browser)["code"])).IdToken);
        await WeakenSessionAsync(before.Text("sid"));
        Pass(30);

        await browser.GoAsync(portal.AuthorizeQuery(("acr_values", MultiFactor)));
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        await browser.PressAsync("code-submit", ("code", NextCode()));

        var after = new JsonWebToken((await portal.RedeemAsync(portal.Answer(browser)["code"])).IdToken);
        Assert.That(after.Text("acr"), Is.EqualTo(MultiFactor));
        Assert.That(after.Amr(), Is.EquivalentTo(new[] { "pwd", "otp", "mfa" }));
        Assert.That(after.Text("sid"), Is.EqualTo(before.Text("sid")));
        Assert.That(after.Subject, Is.EqualTo(before.Subject));
    }

    [Test, Category("RFC 6238 §5.2")]
    public async Task A_code_of_the_authenticator_works_once()
    {
        using var first = await AtSecondFactorAsync();
        using var second = await AtSecondFactorAsync();
        var code = NextCode();

        await first.PressAsync("code-submit", ("code", code));
        await second.PressAsync("code-submit", ("code", code));

        Assert.That(first.Left, Is.Not.Null);
        Assert.That(second.PageName, Is.EqualTo("second-factor"));
        Assert.That(second.Shows("form-error"), Is.True);
    }

    private async Task<HttpBrowser> AtSecondFactorAsync()
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        return browser;
    }

    // Each code works once, so every test waits for the next one.
    private string NextCode()
    {
        Pass(30);
        return Totp.At(Installation.TotpSecret, Clock.GetUtcNow());
    }

    // As if bob had signed in before he had an authenticator.
    private async Task WeakenSessionAsync(string sid)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(Provider.DataDirectory, "pse-identity.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "UPDATE sessions SET acr = $acr, amr = 'pwd' WHERE sid = $sid";
        command.Parameters.AddWithValue("$acr", PasswordLevel);
        command.Parameters.AddWithValue("$sid", sid);
        Assert.That(await command.ExecuteNonQueryAsync(), Is.EqualTo(1));
    }
}
