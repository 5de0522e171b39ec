using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignOut;

/// <summary>Sign-out that begins at the provider, and what happens to the others.</summary>
public sealed class SignOutTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task Signing_out_at_the_provider_ends_the_sessions_of_the_portals(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtPortalAsync(People.Alice());
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.IsOnAsync("consent");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");

        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.IsOnAsync("account");
        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("logged-out");

        await EndsAsync(visitor, Demo.Portal);
        await EndsAsync(visitor, Demo.Budget);
    }

    [Test]
    public async Task Signing_out_of_one_portal_signs_out_of_the_other()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtPortalAsync(People.Alice());
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");

        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("portal-signed-out");

        await EndsAsync(visitor, Demo.Portal);
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_provider_asks_before_it_signs_out_whoever_just_comes_along(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtPortalAsync(People.Alice());

        await visitor.GoAsync(Demo.Provider, "/logout");
        await visitor.IsOnAsync("logout");
        await visitor.PressAsync("logout-cancel");
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.IsOnAsync("account");

        await visitor.GoAsync(Demo.Provider, "/logout");
        await visitor.IsOnAsync("logout");
        await visitor.PressAsync("logout-confirm");
        await visitor.IsOnAsync("logged-out");
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.IsOnAsync("login");
    }

    [Test]
    public async Task Two_browsers_of_one_person_are_two_sessions()
    {
        var alice = People.Alice();
        var (here, there) = (await ComesAsync(Variant.Desktop), await ComesAsync(new Variant(375, JavaScript: true)));
        await here.SignInAtPortalAsync(alice);
        await there.SignInAtPortalAsync(alice);
        await there.GoAsync(Demo.Provider, "/account/sessions");
        await Expect(there.Page.Locator("[data-session]")).ToHaveCountAsync(2);

        await here.PressAsync("sign-out");
        await here.IsOnAsync("portal-signed-out");

        await there.GoAsync(Demo.Portal, "/dashboard");
        await there.IsOnAsync("portal-dashboard");
    }

    // The portal hears of it from server to server, without this browser, and soon: until then the dashboard still opens.
    private static async Task EndsAsync(Visitor visitor, Uri portal)
    {
        var patience = DateTime.UtcNow.AddMilliseconds(Chromium.Patience);
        do
            await visitor.GoAsync(portal, "/dashboard");
        while (await visitor.Page.Locator("body").GetAttributeAsync("data-page") == "portal-dashboard" && DateTime.UtcNow < patience);
        await visitor.IsOnAsync("login");
    }
}
