using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>The budget app has to ask what the portal need not.</summary>
public sealed class ConsentTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_person_who_does_not_allow_it_is_asked_again_and_one_who_does_is_not(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        visitor.Faults.Expect(400);

        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.EnterPasswordAsync(alice);
        await visitor.IsOnAsync("consent");
        await Expect(visitor.Page.Locator("h1")).ToContainTextAsync("Budget app");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Make payments");
        await visitor.PressAsync("consent-deny");
        await visitor.IsOnAsync("portal-error");
        await Expect(visitor["error-code"]).ToHaveTextAsync("access_denied");

        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.IsOnAsync("consent");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("preferred_username")).ToHaveTextAsync(alice.UserName);

        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("portal-signed-out");
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.EnterPasswordAsync(alice);
        await visitor.IsOnAsync("portal-dashboard");
    }

    [Test]
    public async Task A_decision_that_is_not_to_be_remembered_is_asked_for_again()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.EnterPasswordAsync(People.Alice());
        await visitor.IsOnAsync("consent");
        await visitor["consent-remember"].UncheckAsync();
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");

        // Without the portal's own cookies its next question goes to the provider again.
        await visitor.Context.ClearCookiesAsync(new() { NameRegex = new("^budget-app") });
        await visitor.LeaveForProviderAsync(Demo.Budget);

        await visitor.IsOnAsync("consent");
    }
}
