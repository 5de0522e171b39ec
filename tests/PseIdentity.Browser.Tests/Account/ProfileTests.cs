using System.Text.Json;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Account;

/// <summary>Profile, language, address, data, the end of an account, and signing out (J34, J36, J37).</summary>
public sealed class ProfileTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_profile_is_changed(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(People.Alice(), "/account/profile");
        await visitor.IsOnAsync("account-profile");

        await visitor.FillAsync("name", "Ada Lovelace");
        await visitor.ChooseAsync("zoneinfo", "Asia/Tokyo");
        await visitor.ChooseAsync("locale", "English");
        await visitor.PressAsync("profile-submit");

        await Expect(visitor["done"]).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("main .who-name")).ToHaveTextAsync("Ada Lovelace");
        await visitor.GoAsync(Demo.Provider, "/account/sessions");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Asia/Tokyo");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_new_address_is_proven_by_a_code(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(alice, "/account/profile");
        await visitor.FillAsync("email", "new-" + alice.Email);
        await visitor.PressAsync("email-submit");
        await visitor.IsOnAsync("account-email");

        await visitor.FillAsync("code", await Mail.CodeAsync("new-" + alice.Email, "for an account with us"));
        await visitor.PressAsync("code-submit");

        await visitor.IsOnAsync("account-profile");
        await Expect(visitor["email"]).ToHaveValueAsync("new-" + alice.Email);
        await Mail.LinkAsync(alice.Email, "another e-mail address");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_data_comes_as_a_file(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(alice, "/account/profile");

        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("data-export"));

        Assert.That(download.SuggestedFilename, Is.EqualTo("account-data.json"));
        await using var content = await download.CreateReadStreamAsync();
        using var data = await JsonDocument.ParseAsync(content);
        Assert.That(data.RootElement.GetProperty("account").GetProperty("claims").GetProperty("email").GetString(), Is.EqualTo(alice.Email));
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task An_account_is_closed_after_its_name_was_typed(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(alice, "/account/profile");
        await visitor.PressAsync("account-close");
        await visitor.IsOnAsync("account-close");

        await visitor.FillAsync("username", alice.UserName);
        await visitor.PressAsync("close-submit");

        await visitor.IsOnAsync("account-closed");
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.EnterPasswordAsync(alice);
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task One_press_signs_out_and_the_page_says_what_was_ended(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtAccountAsync(People.Alice());
        await visitor.IsOnAsync("account");

        await visitor.PressAsync("sign-out");

        await visitor.IsOnAsync("logged-out");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("session has ended");
    }
}
