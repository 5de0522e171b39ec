using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>Several tabs, the back button, pages that were open for too long: each ends in a sensible next step.</summary>
public sealed class TabsTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task Two_tabs_with_two_people_do_not_mix(Variant variant)
    {
        var (alice, bob) = (People.Alice(), People.Bob());
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        var first = visitor.Page;
        await visitor.OpenTabAsync();
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery());
        await visitor.EnterPasswordAsync(bob);
        await visitor.IsOnAsync("second-factor");
        var second = visitor.Page;

        // Bob has proven a password in one tab; in the other one Alice proves hers, and each request keeps its own.
        visitor.TurnTo(first);
        await visitor.EnterPasswordAsync(alice);
        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("preferred_username")).ToHaveTextAsync(alice.UserName);

        visitor.TurnTo(second);
        await visitor.FillAsync("code", bob.Code);
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("ticket-shop");
        var tokens = await shop.RedeemAsync((await visitor["code"].TextContentAsync())!);
        var person = await shop.UserInfoAsync(tokens.AccessToken);
        Assert.That(person.Member("preferred_username"), Is.EqualTo(bob.UserName));
    }

    [Test]
    public async Task A_tab_that_waits_at_the_sign_in_page_offers_to_go_on_as_the_one_who_signed_in_beside_it()
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(Variant.Desktop);
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery());
        var first = visitor.Page;
        await visitor.OpenTabAsync();
        await visitor.SignInAtPortalAsync(alice);

        visitor.TurnTo(first);
        await visitor.Page.ReloadAsync();
        await visitor.IsOnAsync("login");
        await visitor.PressAsync("login-continue");

        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor["code"]).ToBeVisibleAsync();
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_back_button_after_a_sign_in_is_no_dead_end(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtPortalAsync(alice);

        await visitor.Page.GoBackAsync();
        await visitor.IsOnAsync("login");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync($"You have signed in as {alice.Name}");
        await PictureAsync(visitor, "login-meanwhile");

        await visitor.Page.GoForwardAsync();
        await visitor.IsOnAsync("portal-dashboard");
    }

    [Test]
    public async Task The_sign_in_page_of_another_browser_is_of_no_use()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        var address = visitor.Page.Url;

        var stranger = await ComesAsync(Variant.Desktop);
        stranger.Faults.Expect(400);
        await stranger.LeaveForProviderAsync(Demo.Portal);
        await stranger.Page.GotoAsync(address);

        await stranger.IsOnAsync("expired");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_page_whose_request_is_not_known_says_so_and_leads_on(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        visitor.Faults.Expect(400);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");

        await visitor.GoAsync(Demo.Provider, "/login?pending=long-gone");

        await visitor.IsOnAsync("expired");
        await visitor.PressAsync(visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Open my account" }));
        await visitor.IsOnAsync("login");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_browser_that_keeps_no_cookies_is_told_what_is_missing(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        visitor.Faults.Expect(400);
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery());
        await visitor.IsOnAsync("login");

        await visitor.Context.ClearCookiesAsync();
        await visitor.Page.ReloadAsync();

        await visitor.IsOnAsync("expired");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Cookies are switched off");
        await PictureAsync(visitor, "expired-cookies");
        await visitor.PressAsync(visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Open my account" }));
        await visitor.IsOnAsync("login");
    }

    [Test]
    public async Task A_browser_whose_cookies_are_blocked_by_its_settings_is_told_so_after_the_password()
    {
        var profile = Directory.CreateTempSubdirectory("pse-identity-profile-");
        try
        {
            var visitor = await ComesAsync(await Suite.Chromium.OpenProfileAsync(profile.FullName, keepsCookies: false), Variant.Desktop);
            visitor.Faults.Expect(400);
            using var shop = Shop.At(Demo.Provider);
            await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery());
            await visitor.IsOnAsync("expired");
            await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Cookies are switched off");
            await visitor.Context.CloseAsync();
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }
}
