using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>The answer as a form (OAuth 2.0 Form Post Response Mode).</summary>
public sealed class FormPostTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task The_answer_is_posted_by_itself_or_by_a_button(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("response_mode", "form_post")));
        await visitor.EnterPasswordAsync(People.Alice());
        if (!variant.JavaScript)
        {
            await visitor.IsOnAsync("form-post");
            await visitor.PressAsync("form-post-continue");
        }

        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor.Page.Locator("body")).ToHaveAttributeAsync("data-method", "POST");
        await Expect(visitor["state"]).ToHaveTextAsync(shop.State);
        var answer = await shop.RedeemAsync((await visitor["code"].TextContentAsync())!);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test]
    public async Task A_refusal_is_posted_as_well()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        using var shop = Shop.At(Demo.Provider);

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("response_mode", "form_post"), ("prompt", "none")));

        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor.Page.Locator("body")).ToHaveAttributeAsync("data-method", "POST");
        await Expect(visitor["error"]).ToHaveTextAsync("login_required");
    }
}
