using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>The code of an authenticator app, after the password.</summary>
public sealed class SecondFactorTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task Bob_is_asked_for_a_code_and_it_works_once(Variant variant)
    {
        var bob = People.Bob();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(bob);

        await visitor.IsOnAsync("second-factor");
        await visitor.FillAsync("code", "000000");
        await visitor.PressAsync("code-submit");
        await Expect(visitor["form-error"]).ToBeVisibleAsync();

        var code = bob.Code;
        await visitor.FillAsync("code", $"{code[..3]} {code[3..]}");
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("amr")).ToContainTextAsync("otp");
        await Expect(visitor.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:mfa");

        var second = await ComesAsync(variant);
        await second.LeaveForProviderAsync(Demo.Portal);
        await second.EnterPasswordAsync(bob);
        await second.IsOnAsync("second-factor");
        await second.FillAsync("code", code);
        await second.PressAsync("code-submit");
        await Expect(second["form-error"]).ToBeVisibleAsync();
        await second.FillAsync("code", bob.NextCode);
        await second.PressAsync("code-submit");
        await second.IsOnAsync("portal-dashboard");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_device_that_is_trusted_is_asked_for_no_code(Variant variant)
    {
        var bob = People.Bob();
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(bob, next: "second-factor");
        await visitor.FillAsync("code", bob.Code);
        await visitor.CheckAsync("trust-device");
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("account");
        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("logged-out");

        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(bob);

        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:password");
    }

    [Test]
    public async Task Without_the_code_nobody_is_signed_in()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(People.Bob());
        await visitor.IsOnAsync("second-factor");

        await visitor.GoAsync(Demo.Portal, "/dashboard");

        await visitor.IsOnAsync("login");
    }

    [Test]
    public async Task Somebody_else_can_take_over_at_the_code()
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(People.Bob());
        await visitor.IsOnAsync("second-factor");

        await visitor.PressAsync("start-again");
        await visitor.EnterPasswordAsync(alice);

        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("preferred_username")).ToHaveTextAsync(alice.UserName);
    }
}
