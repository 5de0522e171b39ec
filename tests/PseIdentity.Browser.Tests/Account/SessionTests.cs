using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Account;

/// <summary>Where somebody is signed in, what happened, and which applications they use (J32, J33, J35).</summary>
public sealed class SessionTests : Journey
{
    private const string NewPassword = "Quite-Another-Staple-42";

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_session_elsewhere_is_ended_with_its_applications(Variant variant)
    {
        var alice = People.Alice();
        var (here, there) = (await ComesAsync(variant), await ComesAsync(Variant.Desktop));
        await there.SignInAtPortalAsync(alice);
        await here.SignInAtAccountAsync(alice, "/account/sessions");
        var other = here.Page.Locator("[data-session]").Filter(new() { Has = here["session-end"] });
        await Expect(other).ToHaveCountAsync(1);
        await Expect(other).ToContainTextAsync("Payments portal");

        await here.PressAsync(other.Locator("#session-end"));

        await Expect(here.Page.Locator("[data-session]")).ToHaveCountAsync(1);
        await there.GoAsync(Demo.Provider, "/account");
        await there.IsOnAsync("login");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task All_other_sessions_are_ended_at_once_and_a_new_device_was_told_of(Variant variant)
    {
        var alice = People.Alice();
        var (first, second, here) = (await ComesAsync(Variant.Desktop), await ComesAsync(Variant.Desktop), await ComesAsync(variant));
        await first.SignInAtAccountAsync(alice, next: "account");
        await second.SignInAtAccountAsync(alice, next: "account");
        await Mail.LinkAsync(alice.Email, "a device that you have not used before");
        await here.SignInAtAccountAsync(alice, "/account/sessions", "account-sessions");
        await Expect(here.Page.Locator("[data-session]")).ToHaveCountAsync(3);

        await here.PressAsync("sessions-end-others");

        await Expect(here["done"]).ToBeVisibleAsync();
        await Expect(here.Page.Locator("[data-session]")).ToHaveCountAsync(1);
        await PictureAsync(here, "account-sessions-done");
        foreach (var other in new[] { first, second })
        {
            await other.GoAsync(Demo.Provider, "/account");
            await other.IsOnAsync("login");
        }
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task This_was_not_me_locks_the_account_and_leads_to_recovery(Variant variant)
    {
        var alice = People.Alice();
        var (here, thief) = (await ComesAsync(variant), await ComesAsync(Variant.Desktop));
        await thief.SignInAtAccountAsync(alice);
        await here.SignInAtAccountAsync(alice, "/account/activity");
        var row = here.Page.Locator("[data-event='signin.succeeded']").First;
        while (!await row.IsVisibleAsync())
            await here.GoAsync(Demo.Provider, "/account/activity");

        await here.PressAsync(row.Locator("#not-me"));

        await here.IsOnAsync("account-locked");
        await Expect(here["recover"]).ToHaveAttributeAsync("href", "/recover/password");
        await thief.GoAsync(Demo.Provider, "/account");
        await thief.IsOnAsync("login");
        await thief.EnterPasswordAsync(alice);
        await Expect(thief["form-error"]).ToBeVisibleAsync();
        await Mail.LinkAsync(alice.Email, "You told us");

        // And back in.
        await here.PressAsync("recover");
        await here.FillAsync("identifier", alice.UserName);
        await here.PressAsync("recover-submit");
        await Expect(here["code"]).ToBeVisibleAsync();
        await here.Page.GotoAsync((await Mail.LinkAsync(alice.Email, "/recover/password/new")).ToString());
        await here.FillAsync("new-password", NewPassword);
        await here.FillAsync("confirm-password", NewPassword);
        await here.PressAsync("recover-submit");
        await here.PressAsync("recover-continue");
        await here.EnterPasswordAsync(alice with { Password = NewPassword });
        await here.IsOnAsync("account");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task An_application_loses_what_it_was_allowed(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.EnterPasswordAsync(People.Alice());
        await visitor.IsOnAsync("consent");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");
        await visitor.GoAsync(Demo.Provider, "/account/apps");
        await visitor.IsOnAsync("account-apps");

        await visitor.PressAsync("app-revoke");

        await visitor.IsOnAsync("account-apps");
        await Expect(visitor.Page.Locator("[data-client]")).ToHaveCountAsync(0);
        // The application hears of it from server to server, and soon.
        do
            await visitor.GoAsync(Demo.Budget, "/dashboard");
        while (await visitor.Page.Locator("body").GetAttributeAsync("data-page") == "portal-dashboard");
        await visitor.IsOnAsync("consent");
    }
}
