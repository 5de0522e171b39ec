using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>The language at the foot of every page, and the one of the profile (J37).</summary>
public sealed class LanguageTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_language_that_was_chosen_stays_through_the_sign_in_and_the_profile_has_the_last_word(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.PressAsync("language-de");
        await SpeaksAsync(visitor, "de");
        await visitor.EnterPasswordAsync(People.Alice());
        await visitor.IsOnAsync("consent");
        await SpeaksAsync(visitor, "de");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");

        await visitor.GoAsync(Demo.Provider, "/account/profile");
        await visitor.IsOnAsync("account-profile");
        await visitor.ChooseAsync("locale", "Français");
        await visitor.PressAsync("profile-submit");
        await Expect(visitor["done"]).ToBeVisibleAsync();
        await SpeaksAsync(visitor, "fr");
        await visitor.GoAsync(Demo.Provider, "/account");
        await SpeaksAsync(visitor, "fr");
    }

    private static Task SpeaksAsync(Visitor visitor, string language) => Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
}
