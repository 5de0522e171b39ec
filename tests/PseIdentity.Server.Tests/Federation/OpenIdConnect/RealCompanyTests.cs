using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>Providers that nobody wrote for these tests: npm <c>oidc-provider</c>, and this product a second time.</summary>
internal sealed class RealCompanyTests : CompanyWayFixture
{
    [Category("OpenID Connect Core §3.1.3.7")]
    [TestCase("client_secret_basic", "query", true, false)]
    [TestCase("client_secret_post", "form_post", false, false)]
    [TestCase("private_key_jwt", "query", true, true)]
    public async Task Somebody_comes_from_a_provider_of_somebody_else_to_the_portal(string method, string responseMode, bool pushed, bool encrypted)
    {
        await using var company = await ForeignCompany.StartAsync("employee-of-" + method, ClientThere(method, encrypted));
        await ConnectAsync(company.Issuer, new OidcUpstream { TokenEndpointAuthMethod = method, ResponseMode = responseMode, PushedRequests = pushed });
        using var there = new HttpBrowser(new Uri(company.Issuer));

        using var browser = await SignInAsync(there);

        await AssertSignedInAsync(browser, $"employee-of-{method}@acme.example");
        Assert.That(await LinkAsync("employee-of-" + method), Is.Not.Null);
    }

    [Test, Category("RP-Initiated Logout §2"), Category("Back-Channel Logout §2.6")]
    public async Task Signing_out_goes_on_there_and_comes_back_and_ends_what_came_from_it()
    {
        await using var company = await ForeignCompany.StartAsync("employee-9", ClientThere());
        await ConnectAsync(company.Issuer);
        using var there = new HttpBrowser(new Uri(company.Issuer));
        using var browser = await SignInAsync(there);
        using var another = await SignInAsync(there);
        await another.GoAsync("/account");
        Assert.That(another.PageName, Is.EqualTo("account"));

        await browser.GoAsync("/account");
        await browser.PressAsync("sign-out");
        Assert.That(browser.PageName, Is.EqualTo("leaving"));
        await there.GoAsync(new Uri(browser.Page.GetElementById("leaving-continue")!.GetAttribute("href")!));
        await there.PressAsync("yes");
        await browser.GoAsync(there.Left!);

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        // The company told us by the back channel before it sent the browser on.
        await another.GoAsync("/account");
        Assert.That(another.PageName, Is.Not.EqualTo("account"));
    }

    [Category("OpenID Connect Core §3.1.3.7")]
    [TestCase("client_secret_basic", "form_post", false)]
    [TestCase("private_key_jwt", "query", true)]
    public async Task Somebody_comes_from_this_product_installed_elsewhere(string method, string responseMode, bool encrypted)
    {
        var eve = "eve-" + responseMode.Replace('_', '-');
        var client = ClientThere(method, encrypted);
        client["consent"] = "implicit";
        await using var company = await RunningProvider.StartAsync(new ProviderSetup
        {
            Provisioning = new JsonObject
            {
                ["clients"] = new JsonArray(client),
                ["users"] = new JsonArray(new JsonObject { ["preferred_username"] = eve, ["password"] = Installation.Password, ["email"] = eve + "@acme.example", ["email_verified"] = true }),
            },
            Settings = Setup.Settings,
        });
        await ConnectAsync(company.BaseAddress.GetLeftPart(UriPartial.Authority), new OidcUpstream { TokenEndpointAuthMethod = method, ResponseMode = responseMode });
        using var there = new HttpBrowser(company.BaseAddress);

        using var browser = await SignInAsync(there, async page =>
        {
            await page.PressAsync("login-submit", ("username", eve), ("password", Installation.Password));
            if (page.PageName == "form-post")
                await page.PressAsync("form-post-continue");
        });
        await AssertSignedInAsync(browser, eve + "@acme.example");

        await browser.GoAsync("/account");
        await browser.PressAsync("sign-out");
        await there.GoAsync(new Uri(browser.Page.GetElementById("leaving-continue")!.GetAttribute("href")!));
        if (there.Shows("logout-confirm"))
            await there.PressAsync("logout-confirm");
        var back = there.Left ?? new Uri(there.Page.GetElementById("return-link")!.GetAttribute("href")!);
        await browser.GoAsync(back);
        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
    }

    private async Task AssertSignedInAsync(HttpBrowser browser, string email)
    {
        Assert.That(browser.Left, Is.Not.Null, $"{browser.PageName}: {browser.TextOf("error-code")}");
        var tokens = await Portal.RedeemAsync(Portal.Answer(browser)["code"]);
        var claims = Jws.Parse(tokens.IdToken!)!.Payload;
        Assert.That(claims.GetNumericDate("auth_time"), Is.Not.Null);
        var account = await AccountByAddressAsync(email);
        Assert.That(account?.Organization, Is.EqualTo(Acme));
    }
}
