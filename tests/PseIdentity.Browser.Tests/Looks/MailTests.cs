using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using PseIdentity.Testing.Http;

namespace PseIdentity.Browser.Tests.Looks;

/// <summary>The mails, looked at as a mail program shows them.</summary>
public sealed class MailTests : Journey
{
    [Test]
    public async Task The_mails_keep_nobody_out()
    {
        var alice = People.Alice();
        var (before, visitor) = (await ComesAsync(Variant.Desktop), await ComesAsync(Variant.Desktop));
        await before.SignInAtAccountAsync(alice, next: "account");
        await visitor.GoAsync(Demo.Provider, "/recover/username");
        await visitor.FillAsync("identifier", alice.Email);
        await visitor.PressAsync("recover-submit");
        await visitor.GoAsync(Demo.Provider, "/recover/password");
        await visitor.FillAsync("identifier", alice.UserName);
        await visitor.PressAsync("recover-submit");
        await visitor["code"].WaitForAsync();
        await visitor.SignInAtAccountAsync(alice, "/account/profile", "account-profile");
        await visitor.FillAsync("email", "new-" + alice.Email);
        await visitor.PressAsync("email-submit");
        await visitor.IsOnAsync("account-email");
        using var callCentre = OtherClients.CallCentre(Demo.Provider);
        await callCentre.BeginCibaAsync(("login_hint", alice.UserName), ("binding_message", "Tea-2000"));

        await LookAtAsync("mail-names", alice.Email, "/login\r\n");
        await LookAtAsync("mail-recovery", alice.Email, "/recover/password/new");
        await LookAtAsync("mail-notice", alice.Email, "/account/activity");
        await LookAtAsync("mail-approval", alice.Email, "Tea-2000");
        await LookAtAsync("mail-code", "new-" + alice.Email, "");

        async Task LookAtAsync(string name, string to, string words)
        {
            await visitor.Page.GotoAsync("about:blank");
            await visitor.Page.SetContentAsync(await Mail.HtmlAsync(to, words));
            await PictureAsync(visitor, name);
        }
    }
}
