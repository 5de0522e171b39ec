using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>How strongly somebody is to sign in: <c>acr_values</c> is a wish (OpenID Connect Core §3.1.2.1), fulfilled where the person can.</summary>
internal sealed class AuthenticationLevelTests : ClockedFixture
{
    private const string PasswordLevel = "urn:pse-identity:acr:password";
    private const string MultiFactor = "urn:pse-identity:acr:mfa";

    [Category("OIDC Core §3.1.2.1")]
    [TestCase(PasswordLevel)]
    [TestCase(MultiFactor)]
    [TestCase("urn:pse-identity:acr:phishing-resistant")]
    [TestCase("1 2")]
    [TestCase("urn:pse-identity:acr:mfa urn:pse-identity:acr:password")]
    public async Task Somebody_who_has_only_a_password_signs_in_with_it_whatever_is_wished_for(string values)
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);

        var tokens = await portal.TokensAsync(browser, "dora", Installation.Password, ("acr_values", values));

        Assert.That(new JsonWebToken(tokens.IdToken).Text("acr"), Is.EqualTo(PasswordLevel), "what was reached, not what was asked");
    }

    [Test, Category("OIDC Core §3.1.2.1")]
    public async Task Every_level_that_discovery_names_may_be_asked_for_at_once()
    {
        using var browser = new HttpBrowser(Issuer);
        using var discovery = System.Text.Json.JsonDocument.Parse(await Provider.Http.GetStringAsync("/.well-known/openid-configuration"));
        var all = discovery.RootElement.GetProperty("acr_values_supported").EnumerateArray().Select(v => v.GetString()!).ToList();

        var tokens = await Installation.Portal(Issuer).TokensAsync(browser, "dora", Installation.Password, ("acr_values", string.Join(' ', all)));

        Assert.That(all, Does.Contain(new JsonWebToken(tokens.IdToken).Text("acr")));
    }

    [Test, Category("OIDC Core §3.1.2.1")]
    public async Task Prompt_none_gives_the_level_that_the_session_has()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        await portal.SignInAsync(browser, "dora", Installation.Password);

        var code = (await portal.AskAsync(browser, ("prompt", "none"), ("acr_values", MultiFactor)))["code"];

        Assert.That(new JsonWebToken((await portal.RedeemAsync(code)).IdToken).Text("acr"), Is.EqualTo(PasswordLevel));
    }

    [Test, Category("RFC 9470 §4")]
    public async Task Somebody_with_a_password_session_and_an_authenticator_is_asked_for_the_code_alone()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var before = new JsonWebToken((await portal.TokensAsync(browser, "carl", Installation.Password)).IdToken);
        await ApplyAsync($$"""{ "users": [ { "preferred_username": "carl", "name": "Carl", "password": "{{Installation.Password}}", "totp_secret": "{{Installation.TotpSecret}}" } ] }""");
        Pass(30);

        await browser.GoAsync(portal.AuthorizeQuery(("acr_values", MultiFactor)));
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Pass(1);
        await browser.PressAsync("code-submit", ("code", Totp.At(Installation.TotpSecret, Clock.GetUtcNow())));

        var after = new JsonWebToken((await portal.RedeemAsync(portal.Answer(browser)["code"])).IdToken);
        Assert.That(after.Text("acr"), Is.EqualTo(MultiFactor));
        Assert.That(after.Amr(), Is.EquivalentTo(new[] { "pwd", "otp", "mfa" }));
        Assert.That(after.Text("sid"), Is.EqualTo(before.Text("sid")));
        Assert.That(after.Subject, Is.EqualTo(before.Subject));
    }

    [Test, Category("RFC 6238 §5.2")]
    public async Task A_code_of_the_authenticator_works_once()
    {
        var portal = Installation.Portal(Issuer);
        Pass(60);
        var code = Totp.At(Installation.TotpSecret, Clock.GetUtcNow());
        using var first = await AtSecondFactorAsync(portal);
        using var second = await AtSecondFactorAsync(portal);

        await first.PressAsync("code-submit", ("code", code));
        await second.PressAsync("code-submit", ("code", code));

        Assert.That(first.Left, Is.Not.Null);
        Assert.That(second.PageName, Is.EqualTo("second-factor"));
        Assert.That(second.Shows("form-error"), Is.True);
    }

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.Provisioning.Replace("\"users\":[", $$"""
            "users":[{ "preferred_username": "carl", "name": "Carl", "password": "{{Installation.Password}}" },
            """, StringComparison.Ordinal),
    };

    private async Task<HttpBrowser> AtSecondFactorAsync(RelyingParty portal)
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        return browser;
    }

    private async Task ApplyAsync(string document)
    {
        var file = Path.Combine(Provider.DataDirectory, "change.json");
        await File.WriteAllTextAsync(file, document);
        await Provider.Services.GetRequiredService<Provisioner>().ApplyAsync(file, CancellationToken.None);
    }
}
