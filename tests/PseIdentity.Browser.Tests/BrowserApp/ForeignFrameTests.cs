using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.BrowserApp;

/// <summary>What a hidden frame is answered in an application of another site, where browsers do not send our cookie.</summary>
public sealed class ForeignFrameTests : Journey
{
    [Test, Category("OpenID Connect Core §3.1.2.6")]
    public async Task It_hears_that_a_sign_in_is_needed_while_the_whole_window_gets_a_code()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAppAsync(People.Alice());
        using var shop = Shop.At(Demo.Provider);

        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("prompt", "none")));
        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor["code"]).ToHaveCountAsync(1);
        await visitor.Page.EvaluateAsync(
            "address => { document.body.append(Object.assign(document.createElement('iframe'), { src: address, title: 'Renewal' })); }",
            new Uri(Demo.Provider, shop.AuthorizeQuery(("prompt", "none"))).ToString());

        await Expect(visitor.Page.FrameLocator("iframe").Locator("#error")).ToHaveTextAsync("login_required");
    }
}
