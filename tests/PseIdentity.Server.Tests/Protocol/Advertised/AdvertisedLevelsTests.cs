using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>Somebody can reach each level that may be asked for.</summary>
internal sealed class AdvertisedLevelsTests : AdvertisedFixture
{
    private static IEnumerable<string> Levels => DiscoveryDocument.Of("acr_values_supported");

    [TestCaseSource(nameof(Levels)), Category("OpenID Connect Core §3.1.2.1")]
    public async Task Somebody_can_reach_the_level(string level)
    {
        var reached = level.Split(':')[^1] switch
        {
            "password" => await ReachAsync(level, "dora"),
            "mfa" => await ReachAsync(level, "bob", browser => browser.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)))),
            _ => await ReachByPasskeyAsync(level),
        };

        Assert.That(reached, Is.EqualTo(level));
    }

    private async Task<string?> ReachAsync(string level, string name, Func<HttpBrowser, Task>? second = null)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(Portal.AuthorizeQuery(("acr_values", level)));
        await browser.PressAsync("login-submit", ("username", name), ("password", Installation.Password));
        if (second is not null)
            await second(browser);
        return await LevelAsync(Portal, browser);
    }

    // Passkeys belong to a name, so the provider of the others, which has an address, cannot have them.
    private async Task<string?> ReachByPasskeyAsync(string level)
    {
        await using var provider = await RunningProvider.StartAsync(Setup with { IssuerHost = "localhost" });
        var named = new Uri($"http://localhost:{provider.BaseAddress.Port}");
        using var portal = Installation.Portal(named, provider.BaseAddress);
        using var authenticator = new SoftwareAuthenticator(named.GetLeftPart(UriPartial.Authority));
        using (var first = new HttpBrowser(named, provider.BaseAddress))
        {
            await first.GoAsync(portal.AuthorizeQuery());
            await first.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password), ("can-enroll", "true"));
            await first.PressAsync("enroll-passkey", ("passkey", authenticator.Create(Options(first))));
        }
        using var browser = new HttpBrowser(named, provider.BaseAddress);
        await browser.GoAsync(portal.AuthorizeQuery(("acr_values", level)));
        await browser.PressAsync("passkey-submit", ("passkey", authenticator.Get(Options(browser))));
        return await LevelAsync(portal, browser);
    }

    private static string Options(HttpBrowser browser) => browser.Page.QuerySelector("[data-passkey]")!.GetAttribute("data-options")!;

    private static async Task<string?> LevelAsync(RelyingParty portal, HttpBrowser browser) =>
        new JsonWebToken((await portal.RedeemAsync(portal.Answer(browser)["code"])).IdToken).Text("acr");
}
