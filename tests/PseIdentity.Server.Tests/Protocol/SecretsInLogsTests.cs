using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Everything runs once with every logger at Debug, and then what must not be there is looked for in what was written.</summary>
internal sealed class SecretsInLogsTests : ProviderFixture
{
    private readonly LogoutReceiver receiver = new();
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With($$"""
            { "client_id": "shop", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9110/shop"], "scope": "openid", "consent": "implicit",
              "backchannel_logout_uri": "{{receiver.Address}}shop" }
            """),
        Settings = new Dictionary<string, string>(Relaxed)
        {
            ["Network:AllowedHosts:0"] = receiver.Address.Authority,
            ["Logging:LogLevel:Default"] = "Debug",
            ["Logging:LogLevel:Microsoft"] = "Debug",
            ["Logging:LogLevel:System"] = "Debug",
        },
    };

    [OneTimeTearDown]
    public async Task StopReceiver() => await receiver.DisposeAsync();

    [Test, Category("OWASP ASVS 16.2.5")]
    public async Task No_code_token_secret_password_handle_or_cookie_is_logged()
    {
        Keep("password", Installation.Password);
        Keep("client secret", Installation.Secret);
        Keep("other client secret", Installation.OtherSecret);
        Keep("TOTP secret", Installation.TotpSecret);
        await CodeFlowAsync();
        await RefusalsAsync();
        await SecondFactorAsync();
        await PublicClientAsync();
        await ClientsAloneAsync();
        await LogoutAsync();

        var log = Provider.Log.Text();

        Assert.That(Provider.Log.Events, Has.Count.GreaterThan(300), "Debug is on");
        Assert.That(secrets, Has.Count.GreaterThan(40));
        Assert.That(secrets.Where(s => log.Contains(s.Value, StringComparison.Ordinal)).Select(s => s.Key), Is.Empty);
    }

    private async Task CodeFlowAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery(("state", "a-state-that-nobody-else-uses")));
        Keep("state", "a-state-that-nobody-else-uses");
        KeepPage(browser);
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", "a-wrong-password-that-is-close"));
        Keep("wrong password", "a-wrong-password-that-is-close");
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        KeepPage(browser);
        var code = portal.Answer(browser)["code"];
        Keep("code", code);
        Keep("verifier", portal.Verifier);
        Keep("nonce", portal.Nonce);
        var tokens = await portal.RedeemAsync(code);
        Keep(tokens);
        Keep(await portal.RefreshAsync(tokens.RefreshToken, ("scope", "openid email")));
        await portal.UserInfoAsync(tokens.AccessToken);
        await portal.RevokeAsync(tokens.AccessToken);
        await portal.RevokeAsync(tokens.RefreshToken);

        // A page that posts the code, and a consent.
        await browser.GoAsync(portal.AuthorizeQuery(("response_mode", "form_post")));
        Keep("code by form_post", browser.Page.QuerySelector("input[name=code]")!.GetAttribute("value")!);
        var budget = Installation.Budget(Issuer);
        await browser.GoAsync(budget.AuthorizeQuery());
        KeepPage(browser);
        await browser.PressAsync("consent-allow");
        Keep(await budget.RedeemAsync(budget.Answer(browser)["code"]));
    }

    private async Task RefusalsAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var code = (await portal.SignInAsync(browser, "alice", Installation.Password))["code"];
        Keep("code used twice", code);
        Keep(await portal.RedeemAsync(code));
        await portal.RedeemAsync(code);
        await portal.RedeemAsync(code + "=");
        await portal.RedeemAsync(code, ("code_verifier", "short"));
        await portal.UserInfoAsync("bearer-token-that-is-none");
        Keep("bad bearer", "bearer-token-that-is-none");
        await new RelyingParty(Issuer, "portal", "wrong-secret-that-is-long-enough-000", "", "").TokenAsync(("grant_type", "client_credentials"));
        Keep("wrong secret", "wrong-secret-that-is-long-enough-000");
        await browser.GoAsync(portal.AuthorizeQuery(("id_token_hint", "hint-that-is-none"), ("scope", "nonsense \"quoted\"")));
        Keep("bad hint", "hint-that-is-none");
        await browser.GoAsync("/authorize/resume?pending=handle-that-is-none");
        await browser.GoAsync("/setup?token=setup-token-that-is-none");
        await browser.GoAsync("/nowhere?code=code-in-a-wrong-place");
        Keep("handle", "handle-that-is-none");
        Keep("setup token", "setup-token-that-is-none");
        Keep("stray code", "code-in-a-wrong-place");
        await TokenRefusals.Post(new Scenes(Issuer), new string('x', 70_000), RelyingParty.Basic("service", Installation.Secret));
    }

    private async Task SecondFactorAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        KeepPage(browser);
        await browser.PressAsync("code-submit", ("code", "wrong-code-of-bob"));
        Keep("wrong code", "wrong-code-of-bob");
        await browser.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)));
        KeepPage(browser);
        Keep("code of bob", portal.Answer(browser)["code"]);
    }

    private async Task PublicClientAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        var app = Installation.BrowserApp(Issuer);
        var tokens = await app.TokensAsync(browser, "dora", Installation.Password);
        Keep(tokens);
        var second = await app.RefreshAsync(tokens.RefreshToken);
        Keep(second);
        Keep(await app.RefreshAsync(second.RefreshToken));
        await app.RefreshAsync(tokens.RefreshToken);
    }

    private async Task ClientsAloneAsync()
    {
        var assertion = new ClientAssertion(Installation.ClientKeys["ES256"], "signing-ES256", IssuerName, DateTimeOffset.UtcNow).Sign();
        Keep("assertion", assertion);
        var signing = Installation.Signing("ES256", Issuer);
        for (var use = 0; use < 2; use++)
            await signing.TokenAsync([("grant_type", "client_credentials"), .. ClientAssertion.Fields(assertion)]);
        Keep(await Installation.Service(Issuer).TokenAsync(("grant_type", "client_credentials")));
        await TokenRefusals.Post(new Scenes(Issuer), $"grant_type=client_credentials&client_id=post-service&client_secret={Installation.Secret}");
    }

    private async Task LogoutAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        var shop = new RelyingParty(Issuer, "shop", Installation.Secret, "http://localhost:9110/shop", "openid");
        var tokens = await shop.TokensAsync(browser, "dora", Installation.Password);
        Keep(tokens);
        KeepPage(browser);
        await browser.GoAsync("/logout?client_id=shop");
        Keep("logout handle", browser.Page.QuerySelector("input[name=logout]")!.GetAttribute("value")!);
        await browser.GoAsync("/logout?id_token_hint=" + tokens.IdToken);
        Keep("logout token", (await receiver.NextAsync()).Token);
    }

    private void KeepPage(HttpBrowser browser)
    {
        foreach (var (name, value) in browser.Cookies)
            Keep("cookie " + name, value);
        foreach (var hidden in browser.Page.QuerySelectorAll("input[type=hidden]"))
            Keep("field " + hidden.GetAttribute("name"), hidden.GetAttribute("value")!);
        if (System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"] is { } pending)
            Keep("pending", pending);
    }

    private void Keep(TokenAnswer answer)
    {
        foreach (var member in new[] { "access_token", "refresh_token", "id_token" })
            if (answer.Member(member) is { } token)
            {
                Keep(member, token);
                // Half a token is a secret as well.
                if (token.Split('.') is [_, var payload, var signature])
                {
                    Keep(member + " payload", payload);
                    Keep(member + " signature", signature);
                }
            }
    }

    private void Keep(string what, string secret)
    {
        if (secret.Length > 8)
            secrets.TryAdd($"{what} {secrets.Count}", secret);
    }
}
