using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Recovery;

/// <summary>An account that rests after wrong guesses, and who ends that (J04, J23).</summary>
public sealed class LockedTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task After_five_wrong_guesses_the_page_says_when_to_try_again_and_the_owner_unlocks_it_by_mail(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await GuessAsync(visitor, alice);
        await visitor.EnterPasswordAsync(alice);
        await Expect(visitor["form-error"]).ToContainTextAsync("15");
        await visitor.IsOnAsync("login");
        await PictureAsync(visitor, "login-locked");
        Assert.That((await Mail.LinkAsync(alice.Email, "/account/activity")).Authority, Is.EqualTo(Demo.Provider.Authority), "the owner is told");

        await visitor.PressAsync("unlock");
        await visitor.IsOnAsync("recover-unlock");
        await PictureAsync(visitor, "recover-unlock");
        await visitor.FillAsync("identifier", alice.UserName);
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["code"]).ToBeVisibleAsync();
        await visitor.Page.GotoAsync((await Mail.LinkAsync(alice.Email, "/recover/unlock/confirm")).ToString());
        await visitor.IsOnAsync("recover-unlock");
        await PictureAsync(visitor, "recover-unlock-confirm");
        await visitor.PressAsync("recover-submit");
        await Expect(visitor["recover-done"]).ToBeVisibleAsync();
        await PictureAsync(visitor, "recover-unlock-done");

        // Back to where it began.
        await visitor.PressAsync("recover-continue");
        await visitor.EnterPasswordAsync(alice);
        await visitor.IsOnAsync("portal-dashboard");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_help_desk_unlocks_it_as_well_and_a_stranger_locks_nobody_out_of_a_known_device(Variant variant)
    {
        var alice = People.Alice();
        var (owner, stranger) = (await ComesAsync(variant), await ComesAsync(variant));
        await owner.SignInAtAccountAsync(alice, next: "account");
        await owner.PressAsync("sign-out");
        await owner.IsOnAsync("logged-out");
        await stranger.LeaveForProviderAsync(Demo.Portal);
        await GuessAsync(stranger, alice);

        await owner.SignInAtAccountAsync(alice, next: "account");
        await stranger.EnterPasswordAsync(alice);
        await Expect(stranger["form-error"]).ToContainTextAsync("15");
        await Demo.HelpDeskAsync("unlock", alice.UserName);
        await stranger.EnterPasswordAsync(alice);
        await stranger.IsOnAsync("portal-dashboard");
    }

    private static async Task GuessAsync(Visitor visitor, Person person)
    {
        for (var guess = 1; guess <= 5; guess++)
        {
            await visitor.EnterPasswordAsync(person with { Password = $"Guess-number-{guess}" });
            await Expect(visitor["form-error"]).ToBeVisibleAsync();
            await Expect(visitor["password"]).ToHaveValueAsync("");
        }
    }
}
