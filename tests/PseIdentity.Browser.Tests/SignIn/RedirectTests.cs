using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>A request that somebody tampered with ends at the provider, in words, and leads nowhere.</summary>
public sealed class RedirectTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_redirect_uri_that_is_not_registered_never_leaves_the_provider(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        visitor.Faults.Expect(400);
        using var shop = Shop.At(Demo.Provider);

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("redirect_uri", "https://attacker.example/callback")));

        await visitor.IsOnAsync("error");
        Assert.That(new Uri(visitor.Page.Url).Authority, Is.EqualTo(Demo.Provider.Authority));
        await Expect(visitor["error-code"]).ToHaveTextAsync("invalid_request");
        await Expect(visitor["error-id"]).Not.ToBeEmptyAsync();
        await Expect(visitor.Page.Locator("a[href*=attacker], form[action*=attacker]")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Nor_does_one_that_differs_by_a_character([Values("/callback/", "/Callback", "/callback?x=1", "/callback%2F")] string path)
    {
        var visitor = await ComesAsync(Variant.Desktop);
        visitor.Faults.Expect(400);
        using var shop = Shop.At(Demo.Provider);

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("redirect_uri", Shop.Address.GetLeftPart(UriPartial.Authority) + path)));

        await visitor.IsOnAsync("error");
        await Expect(visitor["error-code"]).ToHaveTextAsync("invalid_request");
    }

    [Test]
    public async Task An_application_that_nobody_knows_is_refused_in_words()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        visitor.Faults.Expect(400);
        using var shop = Shop.At(Demo.Provider);

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("client_id", "nobody")));

        await visitor.IsOnAsync("error");
        await Expect(visitor["error-code"]).ToBeVisibleAsync();
    }
}
