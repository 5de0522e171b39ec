using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>A second factor by mail (J06).</summary>
public sealed class EmailCodeTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_member_sets_up_codes_by_mail_and_signs_in_with_them(Variant variant)
    {
        var member = People.Member();
        var mailbox = "codes-" + member.Email;
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(member);
        await visitor.IsOnAsync("enroll");
        await visitor.PressAsync("enroll-email");
        await PictureAsync(visitor, "enroll-email");
        await visitor.FillAsync("destination", mailbox);
        await visitor.PressAsync("enroll-send");
        await Expect(visitor["code"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "enroll-email-code");
        await visitor.FillAsync("code", await Mail.CodeAsync(mailbox));
        await visitor.PressAsync("code-submit");
        await visitor.PressAsync("enroll-continue");
        await visitor.IsOnAsync("portal-dashboard");

        var second = await ComesAsync(variant);
        await second.LeaveForProviderAsync(Demo.Portal);
        await second.EnterPasswordAsync(member);
        await second.IsOnAsync("second-factor");
        await PictureAsync(second, "second-factor-email");
        await second.FillAsync("code", await Mail.CodeAsync(mailbox, 2));
        await second.PressAsync("code-submit");
        await second.IsOnAsync("portal-dashboard");
        await Expect(second.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:password");
    }
}
