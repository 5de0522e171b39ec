using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>A password that somebody else chose, or that is too old, has to be changed first (J05, J09).</summary>
public sealed class NewPasswordTests : Journey
{
    private const string Chosen = "Seven-grey-herons-on-ice";

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task Carol_chooses_a_password_and_lands_where_she_was_going(Variant variant)
    {
        var carol = People.Carol();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(carol);
        await visitor.IsOnAsync("change-password");

        await ChangeAsync(visitor, carol.Password, "short", "short");
        await Expect(visitor["form-error"]).ToContainTextAsync("too short");
        await ChangeAsync(visitor, carol.Password, Chosen, Chosen + "!");
        await Expect(visitor["form-error"]).ToContainTextAsync("not the same");
        await ChangeAsync(visitor, "Not-the-password-9", Chosen, Chosen);
        await Expect(visitor["form-error"]).ToContainTextAsync("current password is not right");
        await ChangeAsync(visitor, carol.Password, Chosen, Chosen);
        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("preferred_username")).ToHaveTextAsync(carol.UserName);

        var second = await ComesAsync(variant);
        await second.LeaveForProviderAsync(Demo.Portal);
        await second.EnterPasswordAsync(carol);
        await Expect(second["form-error"]).ToBeVisibleAsync();
        await second.EnterPasswordAsync(carol with { Password = Chosen });
        await second.IsOnAsync("portal-dashboard");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_password_that_is_too_old_is_replaced_on_the_way_and_does_not_come_back(Variant variant)
    {
        var elder = People.Elder();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(elder);
        await visitor.IsOnAsync("change-password");
        await PictureAsync(visitor, "change-password-expired");
        await ChangeAsync(visitor, elder.Password, elder.Password, elder.Password);
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "change-password-expired-error");
        await ChangeAsync(visitor, elder.Password, Chosen, Chosen);
        await visitor.IsOnAsync("portal-dashboard");

        await visitor.PressAsync("sign-out");
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(elder with { Password = Chosen });
        await visitor.IsOnAsync("portal-dashboard");
    }

    private static async Task ChangeAsync(Visitor visitor, string current, string chosen, string confirmation)
    {
        await visitor.FillAsync("current-password", current);
        await visitor.FillAsync("new-password", chosen);
        await visitor.FillAsync("confirm-password", confirmation);
        await visitor.PressAsync("password-submit");
    }
}
