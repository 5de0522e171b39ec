using NUnit.Framework;
using PseIdentity.Testing.Http;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>Somebody new is led through everything, and lands where they were going (J05).</summary>
public sealed class FirstSignInTests : Journey
{
    private const string Chosen = "Seven-grey-herons-on-ice";

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_newcomer_sets_a_password_verifies_the_address_sets_up_an_app_and_saves_recovery_codes(Variant variant)
    {
        var newcomer = People.Newcomer();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(newcomer);
        await visitor.IsOnAsync("change-password");
        await visitor.FillAsync("current-password", newcomer.Password);
        await visitor.FillAsync("new-password", Chosen);
        await visitor.FillAsync("confirm-password", Chosen);
        await visitor.PressAsync("password-submit");

        await visitor.IsOnAsync("verify-email");
        await PictureAsync(visitor, "verify-email");
        await visitor.FillAsync("code", await Mail.CodeAsync(newcomer.Email));
        await visitor.PressAsync("code-submit");

        await visitor.IsOnAsync("enroll");
        await Expect(visitor["enroll-later"]).ToHaveCountAsync(0);
        await PictureAsync(visitor, "enroll");
        await visitor.PressAsync("enroll-totp");
        await visitor.IsOnAsync("enroll");
        await PictureAsync(visitor, "enroll-totp");
        var secret = await visitor.TotpSecretAsync();
        await visitor.FillAsync("code", "000000");
        await visitor.PressAsync("code-submit");
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
        await visitor.FillAsync("code", Totp.Now(secret));
        await visitor.PressAsync("code-submit");

        await Expect(visitor["recovery-codes"]).ToBeVisibleAsync();
        await visitor.IsOnAsync("enroll");
        await PictureAsync(visitor, "recovery-codes");
        var codes = await visitor["recovery-codes"].Locator("code").AllInnerTextsAsync();
        Assert.That(codes, Has.Count.EqualTo(10));
        await Expect(visitor["recovery-codes-print"]).ToBeVisibleAsync(new() { Visible = variant.JavaScript });
        var file = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("recovery-codes-file"));
        Assert.That(await File.ReadAllTextAsync(await file.PathAsync()), Does.Contain(codes[9]));
        await visitor.PressAsync("enroll-continue");
        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:password");

        // Lost the phone: the paper lets them in.
        var second = await ComesAsync(variant);
        await second.LeaveForProviderAsync(Demo.Portal);
        await second.EnterPasswordAsync(newcomer with { Password = Chosen });
        await second.IsOnAsync("second-factor");
        await second.PressAsync("other-methods");
        await second.PressAsync("method-recovery");
        await second.IsOnAsync("second-factor");
        await second.FillAsync("code", codes[2].ToLowerInvariant());
        await second.PressAsync("code-submit");
        await second.IsOnAsync("portal-dashboard");
    }
}
