using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Recovery;

/// <summary>The second factor is lost (J24); recovery codes are in the journey of the first sign-in.</summary>
public sealed class LostFactorTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task Who_lost_every_factor_proves_the_mailbox_waits_and_begins_anew(Variant variant)
    {
        var bob = People.Bob();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(bob);
        await visitor.IsOnAsync("second-factor");
        var code = visitor.Page.Url;
        await visitor.PressAsync("lost-factors");
        await visitor.IsOnAsync("recover-factor");
        await PictureAsync(visitor, "recover-factor");
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["recover-lead"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "recover-factor-sent");
        await visitor.Page.GotoAsync((await Mail.LinkAsync(bob.Email, "/recover/factor?link=")).ToString());
        await visitor.IsOnAsync("recover-factor");
        await PictureAsync(visitor, "recover-factor-begin");
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["recover-wait"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "recover-factor-wait");

        await Mail.LinkAsync(bob.Email, "/recover/factor?stop=");
        await Demo.Passed.SinceFactorsWereLostAsync(bob);
        await visitor.Page.GotoAsync(code);
        await visitor.PressAsync("lost-factors");
        await visitor.IsOnAsync("recover-factor");
        await PictureAsync(visitor, "recover-factor-over");
        await visitor.PressAsync("recover-submit");

        // The lost ones are gone, and another one is set up on the way.
        await visitor.IsOnAsync("enroll");
        await Expect(visitor["enroll-later"]).ToHaveCountAsync(0);
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_owner_stops_whoever_says_so_in_their_name(Variant variant)
    {
        var bob = People.Bob();
        var thief = await ComesAsync(Variant.Desktop);
        await thief.LeaveForProviderAsync(Demo.Portal);
        await thief.EnterPasswordAsync(bob);
        await thief.PressAsync("lost-factors");
        await thief.PressAsync("recover-submit");
        await thief.Page.GotoAsync((await Mail.LinkAsync(bob.Email, "/recover/factor?link=")).ToString());
        await thief.PressAsync("recover-submit");
        await Expect(thief["recover-wait"]).ToBeVisibleAsync();

        var owner = await ComesAsync(variant);
        await owner.Page.GotoAsync((await Mail.LinkAsync(bob.Email, "/recover/factor?stop=")).ToString());
        await owner.IsOnAsync("recover-factor");
        await PictureAsync(owner, "recover-factor-stop");
        await owner.PressAsync("recover-submit");
        await Expect(owner["recover-done"]).ToBeVisibleAsync();
        await PictureAsync(owner, "recover-factor-stopped");
        await owner.PressAsync("forgot-password");
        await owner.IsOnAsync("recover-password");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_help_desk_gives_a_pass_that_works_once(Variant variant)
    {
        var bob = People.Bob();
        var pass = await Demo.HelpDeskAsync("one-time-pass", bob.UserName);
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(bob);
        await visitor.IsOnAsync("second-factor");
        await visitor.PressAsync("other-methods");
        await PictureAsync(visitor, "second-factor-others");
        await visitor.PressAsync("method-one-time-pass");
        await Expect(visitor.Page.Locator("input[name=method]")).ToHaveValueAsync("one-time-pass");
        await PictureAsync(visitor, "second-factor-pass");
        await visitor.FillAsync("code", pass.ToLowerInvariant());
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:password");

        var second = await ComesAsync(variant);
        await second.LeaveForProviderAsync(Demo.Portal);
        await second.EnterPasswordAsync(bob);
        await second.IsOnAsync("second-factor");
        await Expect(second["method-one-time-pass"]).ToHaveCountAsync(0);
    }
}
