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
        await DecoupledAsync();
        await PushedAndBoundAsync();
        await RegistrationAsync();
        await TokensInWrongPlacesAsync();

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

    private async Task DecoupledAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        var television = Installation.Television(Issuer);
        var codes = await television.BeginDeviceAsync();
        Keep("device code", codes.Need("device_code"));
        Keep("user code", codes.Need("user_code"));
        Keep("user code, bare", codes.Need("user_code").Replace("-", "", StringComparison.Ordinal));
        await television.PollDeviceAsync(codes.Need("device_code"));
        await browser.GoAsync(new Uri(codes.Need("verification_uri_complete")));
        await browser.DecideDeviceAsync(codes.Need("user_code"));
        Keep(await television.PollDeviceAsync(codes.Need("device_code")));
        await television.PollDeviceAsync(codes.Need("device_code"));
        var asked = await Installation.CallCentre(Issuer).BeginCibaAsync(("login_hint", "dora"), ("binding_message", "W4SCT-of-nobody"));
        Keep("auth_req_id", asked.Need("auth_req_id"));
        Keep("binding message", "W4SCT-of-nobody");
        await Installation.CallCentre(Issuer).PollCibaAsync(asked.Need("auth_req_id"));
    }

    private async Task PushedAndBoundAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var pushed = await portal.PushAsync();
        Keep("request_uri", pushed.Need("request_uri"));
        Keep("request_uri reference", pushed.Need("request_uri").Split(':')[^1]);
        await browser.GoAsync(portal.PushedQuery(pushed));
        await browser.GoAsync(portal.PushedQuery(pushed) + "x");

        using var app = Installation.DpopApp(Issuer);
        var tokens = await app.TokensAsync(browser, "dora", Installation.Password);
        Keep(tokens);
        var proof = app.Proof("GET", "/userinfo", tokens.AccessToken).Sign();
        Keep("DPoP proof", proof);
        Keep("DPoP proof signature", proof.Split('.')[2]);
        await app.UserInfoAsync("DPoP", tokens.AccessToken, proof);
        await app.UserInfoAsync("DPoP", tokens.AccessToken, proof);
        await app.UserInfoAsync("DPoP", tokens.AccessToken, proof + "x");
        Keep("Basic header", RelyingParty.Basic("portal", Installation.Secret).Parameter!);
    }

    private async Task RegistrationAsync()
    {
        Keep("initial access token", Installation.InitialAccess);
        var registered = await PostAsync(Installation.InitialAccess);
        Keep("registration access token", registered.Need("registration_access_token"));
        Keep("issued secret", registered.Need("client_secret"));
        await PostAsync("an-initial-access-token-of-nobody");
        Keep("wrong initial access token", "an-initial-access-token-of-nobody");
        foreach (var token in new[] { registered.Need("registration_access_token"), "a-registration-token-of-nobody" })
        {
            using var read = new HttpRequestMessage(HttpMethod.Get, registered.Need("registration_client_uri")) { Headers = { Authorization = new("Bearer", token) } };
            using var response = await Provider.Http.SendAsync(read);
        }
        Keep("wrong registration access token", "a-registration-token-of-nobody");

        async Task<TokenAnswer> PostAsync(string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/register")
            {
                Content = new StringContent("""{"redirect_uris":["https://newcomer.example/callback"]}""", System.Text.Encoding.UTF8, "application/json"),
                Headers = { Authorization = new("Bearer", token) },
            };
            using var response = await Provider.Http.SendAsync(request);
            return await TokenAnswer.ReadAsync(response);
        }
    }

    private async Task TokensInWrongPlacesAsync()
    {
        foreach (var path in new[] { "/userinfo?access_token=", "/introspect?token=", "/revoke?token=", "/register?access_token=", "/register/x?registration_access_token=", "/token?client_secret=" })
        {
            using var got = await Provider.Http.GetAsync(path + "a-token-in-a-query-that-is-logged-nowhere");
            using var posted = await Provider.Http.PostAsync(path + "a-token-in-a-query-that-is-logged-nowhere", new FormUrlEncodedContent([]));
        }
        Keep("token in a query", "a-token-in-a-query-that-is-logged-nowhere");
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
