using NUnit.Framework;

namespace PseIdentity.Browser.Tests.SignOut;

/// <summary>An application hears of a sign-out in a frame of the provider's page (OpenID Connect Front-Channel Logout).</summary>
public sealed class FrontChannelTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All)), Category("Front-Channel Logout §3")]
    public async Task Signing_out_of_one_application_signs_out_of_the_other_through_a_frame(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtPortalAsync(People.Alice());
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.IsOnAsync("consent");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");
        Assert.That(await BudgetCookieAsync(visitor), Is.True);

        await visitor.GoAsync(Demo.Portal, "/dashboard");
        await visitor.PressAsync("sign-out");

        await visitor.IsOnAsync("portal-signed-out");
        Assert.That(await BudgetCookieAsync(visitor), Is.False, "from server to server nobody can take it away");
        await visitor.GoAsync(Demo.Budget, "/dashboard");
        await visitor.IsOnAsync("login");
    }

    private static async Task<bool> BudgetCookieAsync(Visitor visitor) =>
        (await visitor.Context.CookiesAsync()).Any(cookie => cookie.Name == "budget-app.session");
}
