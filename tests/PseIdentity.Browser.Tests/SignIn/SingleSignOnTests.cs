using System.Buffers.Text;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using PseIdentity.Testing.Http;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>Already signed in: what the next application may ask.</summary>
public sealed class SingleSignOnTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_next_application_asks_for_no_password(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        await visitor.SignInAtPortalAsync(alice);

        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.IsOnAsync("consent");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");
        Assert.That(new Uri(visitor.Page.Url).Authority, Is.EqualTo(Demo.Budget.Authority));

        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery());
        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor["state"]).ToHaveTextAsync(shop.State);
        await Expect(visitor["iss"]).ToHaveTextAsync(Demo.Provider.GetLeftPart(UriPartial.Authority));
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task An_application_can_have_the_person_sign_in_again(Variant variant)
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(variant);
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery());
        await visitor.EnterPasswordAsync(alice);
        var before = await IdTokenAsync(visitor, shop);

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("prompt", "login")));
        await visitor.IsOnAsync("login");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Confirm that it is you");
        await Expect(visitor["username"]).ToHaveValueAsync(alice.UserName);
        await Expect(visitor["username"]).ToBeEditableAsync();
        await visitor.EnterPasswordAsync(alice with { Password = "Not-the-password-9" });
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
        await visitor.EnterPasswordAsync(alice);
        var after = await IdTokenAsync(visitor, shop);

        Assert.That(after.GetProperty("sub").GetString(), Is.EqualTo(before.GetProperty("sub").GetString()));
        Assert.That(after.GetProperty("auth_time").GetInt64(), Is.GreaterThanOrEqualTo(before.GetProperty("auth_time").GetInt64()));
        Assert.That(after.GetProperty("sid").GetString(), Is.Not.Null);
    }

    [Test]
    public async Task An_application_can_ask_without_showing_anything()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        using var shop = Shop.At(Demo.Provider);

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("prompt", "none")));
        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor["error"]).ToHaveTextAsync("login_required");

        await visitor.SignInAtPortalAsync(People.Alice());
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("prompt", "none")));
        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor["code"]).ToBeVisibleAsync();
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_person_can_choose_to_go_on_or_to_be_somebody_else(Variant variant)
    {
        var (first, second) = (People.Alice(), People.Alice());
        var visitor = await ComesAsync(variant);
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery());
        await visitor.EnterPasswordAsync(first);
        var subject = (await IdTokenAsync(visitor, shop)).GetProperty("sub").GetString();

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("prompt", "select_account")));
        await visitor.IsOnAsync("select-account");
        await visitor.PressAsync("account-0");
        Assert.That((await IdTokenAsync(visitor, shop)).GetProperty("sub").GetString(), Is.EqualTo(subject));

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("prompt", "select_account")));
        await visitor.IsOnAsync("select-account");
        await visitor.PressAsync("account-other");
        await visitor.EnterPasswordAsync(second);
        Assert.That((await IdTokenAsync(visitor, shop)).GetProperty("sub").GetString(), Is.Not.EqualTo(subject));
    }

    private static async Task<JsonElement> IdTokenAsync(Visitor visitor, RelyingParty shop)
    {
        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor["state"]).ToHaveTextAsync(shop.State);
        var answer = await shop.RedeemAsync((await visitor["code"].TextContentAsync())!);
        return JsonElement.Parse(Base64Url.DecodeFromChars(answer.IdToken.Split('.')[1]));
    }
}
