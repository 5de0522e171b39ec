using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Recovery;

/// <summary>A forgotten user name, a forgotten password, and the page that knows every way (J20, J21, J25).</summary>
public sealed class ForgottenTests : Journey
{
    private const string Chosen = "Nine-quiet-otters-at-noon";

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_forgotten_password_is_replaced_by_the_link_of_a_mail_and_the_second_factor(Variant variant)
    {
        var bob = People.Bob();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.PressAsync("forgot-password");
        await visitor.IsOnAsync("recover-password");
        await PictureAsync(visitor, "recover-password");
        await visitor.FillAsync("identifier", bob.UserName);
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["code"]).ToBeVisibleAsync();
        await visitor.IsOnAsync("recover-password");
        await PictureAsync(visitor, "recover-password-sent");

        await visitor.Page.GotoAsync((await Mail.LinkAsync(bob.Email, "/recover/password/new")).ToString());
        await visitor.IsOnAsync("recover-password");
        await PictureAsync(visitor, "recover-password-factor");
        await visitor.FillAsync("code", bob.Code);
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["new-password"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "recover-password-new");
        await ChooseAsync(visitor, "short");
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "recover-password-new-error");
        await ChooseAsync(visitor, Chosen);
        await Expect(visitor["recover-done"]).ToBeVisibleAsync();
        await visitor.IsOnAsync("recover-password");
        await PictureAsync(visitor, "recover-password-done");

        // Back to where it began.
        await visitor.PressAsync("recover-continue");
        await visitor.EnterPasswordAsync(bob with { Password = Chosen });
        await visitor.IsOnAsync("second-factor");
        await visitor.FillAsync("code", bob.NextCode);
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("portal-dashboard");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_code_of_the_mail_does_the_same_where_it_was_asked_for_and_everybody_else_is_signed_out(Variant variant)
    {
        var alice = People.Alice();
        var (visitor, elsewhere) = (await ComesAsync(variant), await ComesAsync(Variant.Desktop));
        await elsewhere.SignInAtAccountAsync(alice, next: "account");
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.PressAsync("forgot-password");
        await visitor.FillAsync("identifier", alice.CustomerId);
        await visitor.PressAsync("recover-submit");
        await visitor.FillAsync("code", "0000 0000");
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "recover-password-sent-error");

        await visitor.FillAsync("code", await Mail.EightDigitsAsync(alice.Email, "/recover/password/new"));
        await visitor.PressAsync("recover-submit");
        await ChooseAsync(visitor, Chosen);
        await Expect(visitor["recover-done"]).ToBeVisibleAsync();

        await Mail.TextAsync(alice.Email, "was replaced by a new one");
        await elsewhere.GoAsync(Demo.Provider, "/account");
        await elsewhere.IsOnAsync("login");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_link_that_is_opened_elsewhere_ends_in_a_next_step_and_works_once(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.PressAsync("forgot-password");
        await visitor.FillAsync("identifier", alice.Email);
        await visitor.PressAsync("recover-submit");
        var link = await Mail.LinkAsync(alice.Email, "/recover/password/new");

        var telephone = await ComesAsync(variant);
        await telephone.Page.GotoAsync(link.ToString());
        await ChooseAsync(telephone, Chosen);
        await Expect(telephone["recover-done"]).ToBeVisibleAsync();
        await telephone.PressAsync("recover-continue");
        await telephone.IsOnAsync("login");

        await visitor.Page.GotoAsync(link.ToString());
        await Expect(visitor["recover-gone"]).ToBeVisibleAsync();
        await visitor.IsOnAsync("recover-password");
        await PictureAsync(visitor, "recover-gone");
        await visitor.PressAsync("recover-back");
        await visitor.EnterPasswordAsync(alice with { Password = Chosen });
        await visitor.IsOnAsync("account");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_forgotten_name_comes_by_mail_and_the_help_page_knows_every_way(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.PressAsync("forgot-username");
        await visitor.IsOnAsync("recover-username");
        await PictureAsync(visitor, "recover-username");
        await visitor.FillAsync("identifier", alice.Email);
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["recover-again"]).ToBeVisibleAsync();
        var answer = await visitor["recover-lead"].InnerTextAsync();
        await PictureAsync(visitor, "recover-username-sent");
        await Mail.TextAsync(alice.Email, alice.UserName);

        // Nobody learns whether there is such an account.
        await visitor.PressAsync("recover-again");
        await visitor.FillAsync("identifier", "nobody-" + alice.Email);
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["recover-lead"]).ToHaveTextAsync(answer);

        await visitor.PressAsync("help");
        await visitor.IsOnAsync("help");
        foreach (var id in new[] { "forgot-username", "forgot-password", "unlock", "lost-factor", "help-desk", "phishing" })
            await Expect(visitor[id]).ToBeVisibleAsync();
        await visitor.PressAsync("forgot-password");
        await visitor.IsOnAsync("recover-password");
    }

    private static async Task ChooseAsync(Visitor visitor, string password)
    {
        await visitor.FillAsync("new-password", password);
        await visitor.FillAsync("confirm-password", password);
        await visitor.PressAsync("recover-submit");
    }
}
