using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests.Looks;

/// <summary>The pages of one's own account, looked at.</summary>
public sealed class AccountPagesTests : Journey
{
    private readonly List<string> complaints = [];

    [Test]
    public async Task The_account_pages_keep_nobody_out()
    {
        var bob = People.Bob();
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.EnterPasswordAsync(bob);
        await visitor.FillAsync("code", bob.Code);
        await visitor.PressAsync("code-submit");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");
        var other = await ComesAsync(Variant.Desktop);
        await other.SignInAtAccountAsync(bob, "/account", "second-factor");
        await other.FillAsync("code", bob.NextCode);
        await other.PressAsync("code-submit");
        await other.IsOnAsync("account");

        await LookAtAsync(visitor, "/account/security", "account-security");
        await LookAtAsync(visitor, "/account/security/password", "account-password");
        await LookAtAsync(visitor, "/account/sessions", "account-sessions");
        await LookAtAsync(visitor, "/account/activity", "account-activity");
        await LookAtAsync(visitor, "/account/apps", "account-apps");
        await LookAtAsync(visitor, "/account/profile", "account-profile");
        await visitor.FillAsync("email", "new-" + bob.Email);
        await visitor.PressAsync("email-submit");
        await visitor.IsOnAsync("account-email");
        await LookAsync(visitor, "account-email");
        await LookAtAsync(visitor, "/account/profile/close", "account-close");
        await visitor.FillAsync("username", "somebody");
        await visitor.PressAsync("close-submit");
        await visitor["form-error"].WaitForAsync();
        await LookAsync(visitor, "account-close-error");
        await LookAtAsync(visitor, "/account/locked", "account-locked");
        await LookAtAsync(visitor, "/account/closed", "account-closed");
    }

    [TearDown]
    public void NobodyIsKeptOut() => Assert.That(complaints, Is.Empty, string.Join(Environment.NewLine, complaints));

    private async Task LookAtAsync(Visitor visitor, string path, string page)
    {
        await visitor.GoAsync(Demo.Provider, path);
        await visitor.IsOnAsync(page);
        await LookAsync(visitor, page);
    }

    private async Task LookAsync(Visitor visitor, string name) => complaints.AddRange(await visitor.LookAsync(name));
}
