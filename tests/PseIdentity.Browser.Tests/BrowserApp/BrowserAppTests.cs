using System.Net;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using PseIdentity.Testing.Http;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.BrowserApp;

/// <summary>An application that is nothing but a page, with npm's <c>oidc-client-ts</c>: a public client that calls the provider from its own origin.</summary>
public sealed class BrowserAppTests : Journey
{
    [TestCaseSource(nameof(WithJavaScript)), Category("OpenID Connect Core §5.3"), Category("Fetch §3.2")]
    public async Task It_signs_in_asks_who_that_is_and_calls_the_API(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        var alice = People.Alice();
        var userinfo = visitor.Page.WaitForResponseAsync(response => response.Url.EndsWith("/userinfo", StringComparison.Ordinal) && response.Request.Method == "GET");

        await visitor.SignInAtAppAsync(alice);

        await Expect(visitor.Claim("name")).ToHaveTextAsync(alice.Name);
        await Expect(visitor.Claim("email")).ToHaveTextAsync(alice.Email);
        await Expect(visitor.Claim("customer_id")).ToHaveTextAsync(alice.CustomerId);
        Assert.That(await (await userinfo).HeaderValueAsync("access-control-allow-origin"), Is.EqualTo(Demo.BrowserApp.GetLeftPart(UriPartial.Authority)));
        await visitor.PressAsync("pay");
        await visitor.IsAnsweredAsync(201);
        await Expect(visitor["answer-body"]).ToContainTextAsync("\"requested_by\":\"browser-app\"");
        await visitor.Page.ReloadAsync();
        await visitor.IsOnAsync("browser-app");
    }

    [Test]
    public async Task It_renews_by_the_refresh_token_which_is_another_one_each_time()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAppAsync(People.Alice());
        var first = await visitor.HeldAsync();

        await visitor.PressAsync("renew");

        await visitor.HasRenewedAsync(1);
        var second = await visitor.HeldAsync();
        Assert.That(second.AccessToken, Is.Not.EqualTo(first.AccessToken));
        Assert.That(second.RefreshToken, Is.Not.Null.And.Not.EqualTo(first.RefreshToken));
        await visitor.PressAsync("userinfo");
        await visitor.IsAnsweredAsync(200);
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task It_renews_in_a_hidden_frame_without_a_page()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAppAsync(People.Alice());
        var first = await visitor.HeldAsync();
        var left = 0;
        visitor.Page.FrameNavigated += (_, frame) => left += frame == visitor.Page.MainFrame ? 1 : 0;

        await visitor.PressAsync("renew-in-frame");

        await visitor.HasRenewedAsync(1);
        Assert.That((await visitor.HeldAsync()).AccessToken, Is.Not.EqualTo(first.AccessToken));
        Assert.That(left, Is.Zero, "the page stays where it is");
    }

    [Test]
    public async Task Before_an_access_token_ends_it_renews_by_itself()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.Page.RouteAsync("**/settings.json", async route =>
        {
            var settings = await (await route.FetchAsync()).TextAsync();
            await route.FulfillAsync(new() { ContentType = "application/json", Body = settings.Replace("browser-app", OtherClients.HastyBrowserApp, StringComparison.Ordinal) });
        });
        await visitor.SignInAtAppAsync(People.Alice());
        var first = await visitor.HeldAsync();

        await Expect(visitor["token-count"]).Not.ToHaveTextAsync("0");

        Assert.That((await visitor.HeldAsync()).AccessToken, Is.Not.EqualTo(first.AccessToken));
        Assert.That(visitor.Page.Url, Is.EqualTo(Demo.BrowserApp.ToString()));
    }

    [Test, Category("RFC 7009 §2.1")]
    public async Task What_it_has_revoked_is_taken_nowhere_and_the_session_lives_on()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAppAsync(People.Alice());
        var held = await visitor.HeldAsync();

        await visitor.PressAsync("revoke");
        await Expect(visitor["notice"]).ToContainTextAsync("Revoked");
        await visitor.PressAsync("userinfo");

        await visitor.IsAnsweredAsync(401);
        visitor.Faults.Forget();
        using var party = App();
        Assert.That((await party.RefreshAsync(held.RefreshToken!)).Error, Is.EqualTo("invalid_grant"));
        await visitor.PressAsync("renew-in-frame");
        await visitor.HasRenewedAsync(1);
        await visitor.PressAsync("userinfo");
        await visitor.IsAnsweredAsync(200);
    }

    [Test, Category("RP-Initiated Logout §3")]
    public async Task Signing_out_revokes_the_tokens_and_ends_the_session_at_the_provider()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAppAsync(People.Alice());
        var held = await visitor.HeldAsync();

        await visitor.PressAsync("sign-out");

        await visitor.IsOnAsync("browser-app-home");
        using var party = App();
        Assert.That((await party.UserInfoAsync(held.AccessToken!)).Status, Is.EqualTo((int)HttpStatusCode.Unauthorized));
        Assert.That((await party.RefreshAsync(held.RefreshToken!)).Error, Is.EqualTo("invalid_grant"));
        await visitor.PressAsync("sign-in");
        await visitor.IsOnAsync("login");
    }

    [Category("RFC 9700 §4.14")]
    [TestCase("renew")]
    [TestCase("renew-in-frame")]
    public async Task Who_signed_out_elsewhere_is_signed_out_here_with_the_next_renewal(string how)
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAppAsync(People.Alice());
        var app = visitor.Page;
        await visitor.OpenTabAsync();
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("logged-out");
        visitor.TurnTo(app);

        await visitor.PressAsync(how);

        await visitor.IsOnAsync("browser-app-home");
        visitor.Faults.Forget();
    }

    [Test, Category("Fetch §3.2")]
    public async Task A_page_of_another_origin_reads_nothing_although_it_has_the_tokens()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAppAsync(People.Alice());
        var held = await visitor.HeldAsync();
        const string Ask = """
            async ([url, authorization, body]) => {
              const init = body ? { method: "POST", body: new URLSearchParams(body) } : { headers: { authorization } };
              try { return String((await fetch(url, init)).status); } catch (error) { return error.name; }
            }
            """;
        object[][] questions =
        [
            [Endpoint("/userinfo"), "Bearer " + held.AccessToken, ""],
            [Endpoint("/token"), "", $"grant_type=refresh_token&client_id=browser-app&refresh_token={held.RefreshToken}"],
            [Endpoint("/revoke"), "", $"client_id=browser-app&token={held.AccessToken}"],
            [new Uri(Demo.Api, "/whoami").ToString(), "Bearer " + held.AccessToken, ""],
        ];

        // The same questions, from the app's own page and from a stranger's.
        foreach (var question in questions.Where(question => !$"{question[0]}".EndsWith("/revoke", StringComparison.Ordinal)))
            Assert.That(await visitor.Page.EvaluateAsync<string>(Ask, question), Is.EqualTo("200"), $"{question[0]}");
        await visitor.GoAsync(Shop.Address, "/callback");
        foreach (var question in questions)
            Assert.That(await visitor.Page.EvaluateAsync<string>(Ask, question), Is.EqualTo("TypeError"), $"{question[0]}");
        visitor.Faults.Forget();
    }

    private static Variant[] WithJavaScript() => [.. Variant.All.Where(variant => variant.JavaScript)];

    private static string Endpoint(string path) => new Uri(Demo.Provider, path).ToString();

    // The app as a program: a public client has no secret that would stop it.
    private static RelyingParty App() => new(Demo.Provider, "browser-app", null, new Uri(Demo.BrowserApp, "/callback.html").ToString(), "openid");
}
