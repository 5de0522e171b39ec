using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Looks;

/// <summary>The pages that ask for a passkey, looked at.</summary>
public sealed class PasskeyPagesTests : Journey
{
    [Test]
    public async Task The_pages_that_ask_for_a_passkey_keep_nobody_out()
    {
        var person = People.Alice();
        var visitor = await ComesAsync(Variant.Desktop);
        var authenticator = await VirtualAuthenticator.GiveAsync(visitor);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        await Expect(visitor["passkey-submit"]).ToBeVisibleAsync();
        await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("enroll");
        await Expect(visitor["enroll-passkey"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "enroll-passkey");
        await visitor.PressAsync("enroll-passkey");
        await visitor.PressAsync("enroll-continue");
        await visitor.IsOnAsync("portal-dashboard");
        await visitor.PressAsync("sign-out");

        await authenticator.TouchAsync(false);
        await authenticator.KnowFingerAsync(false);
        await visitor.GoAsync(Demo.Provider, "/account/security/passkey");
        await visitor.IsOnAsync("login");
        await authenticator.TouchAsync(true);
        await visitor.PressAsync("passkey-submit");
        await Expect(visitor["passkey-error"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "login-passkey-error");
        await authenticator.TouchAsync(false);
        await authenticator.KnowFingerAsync(true);
        await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("second-factor");
        await PictureAsync(visitor, "second-factor-passkey");
        await authenticator.TouchAsync(true);
        await visitor.PressAsync("passkey-submit");
        await visitor.IsOnAsync("account-passkey");
        await PictureAsync(visitor, "account-passkey");
        await visitor.GoAsync(Demo.Provider, "/account/security");
        await PictureAsync(visitor, "account-security-passkey");
    }
}
