using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>What a wrong password looks like.</summary>
public sealed class WrongPasswordTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task Nothing_is_lost_but_the_password_and_the_message_does_not_tell_whether_the_account_exists(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);

        await visitor.CheckAsync("remember");
        await visitor.EnterPasswordAsync(alice with { Password = "Not-the-password-9" });
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
        var known = await visitor["form-error"].TextContentAsync();
        await visitor.IsOnAsync("login");
        await Expect(visitor["username"]).ToHaveValueAsync(alice.UserName);
        await Expect(visitor["password"]).ToHaveValueAsync("");
        await Expect(visitor["remember"]).ToBeCheckedAsync();
        await Expect(visitor["password"]).ToBeFocusedAsync();

        var nobody = "nobody-" + Guid.NewGuid().ToString("N");
        await visitor.EnterPasswordAsync(alice with { UserName = nobody, Password = "Not-the-password-9" });
        await Expect(visitor["username"]).ToHaveValueAsync(nobody);
        Assert.That(await visitor["form-error"].TextContentAsync(), Is.EqualTo(known));

        // The page that says so can be loaded once more, and goes on working.
        await visitor.Page.ReloadAsync();
        await visitor.EnterPasswordAsync(alice);
        await visitor.IsOnAsync("portal-dashboard");
    }

    [Test]
    public async Task Capital_letters_matter_in_a_password()
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(Variant.Desktop);

        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(alice with { Password = alice.Password.ToUpperInvariant() });

        await Expect(visitor["form-error"]).ToBeVisibleAsync();
    }
}
