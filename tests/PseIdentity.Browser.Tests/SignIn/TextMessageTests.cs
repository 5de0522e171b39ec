using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>A second factor by text message, and the choice among several (J06).</summary>
public sealed class TextMessageTests : Journey
{
    private static int numbers = 100;

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_member_sets_up_codes_by_text_message_and_signs_in_with_them(Variant variant)
    {
        var member = People.Member();
        var number = $"+15550{Interlocked.Increment(ref numbers):000000}";
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(member);
        await visitor.IsOnAsync("enroll");
        await visitor.PressAsync("enroll-sms");
        await visitor.IsOnAsync("enroll");
        await PictureAsync(visitor, "enroll-sms");
        await visitor.FillAsync("destination", number);
        await visitor.PressAsync("enroll-send");
        await Expect(visitor["code"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "enroll-sms-code");
        await visitor.FillAsync("code", await Texts.CodeAsync(number));
        await visitor.PressAsync("code-submit");
        await visitor.PressAsync("enroll-continue");
        await visitor.IsOnAsync("portal-dashboard");

        var second = await ComesAsync(variant);
        await second.LeaveForProviderAsync(Demo.Portal);
        await second.EnterPasswordAsync(member);
        await second.IsOnAsync("second-factor");
        await Expect(second["code-lead"]).ToContainTextAsync("•••• " + number[^4..]);
        if (variant.JavaScript)
            await Expect(second["code-resend"]).ToBeDisabledAsync();
        else
            await Expect(second["code-wait"]).ToContainTextAsync("seconds");
        await second.PressAsync("other-methods");
        await Expect(second["method-recovery"]).ToBeVisibleAsync();
        await PictureAsync(second, "second-factor-sms");
        await second.FillAsync("code", "000000");
        await second.PressAsync("code-submit");
        await Expect(second["form-error"]).ToBeVisibleAsync();
        await second.FillAsync("code", await Texts.CodeAsync(number, 2));
        await second.PressAsync("code-submit");
        await second.IsOnAsync("portal-dashboard");
        await Expect(second.Claim("amr")).ToContainTextAsync("sms");
    }
}
