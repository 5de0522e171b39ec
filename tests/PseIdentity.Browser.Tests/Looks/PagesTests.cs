using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests.Looks;

/// <summary>Every page, looked at: a picture of each in <c>tests/output/pictures</c>, and nothing for axe to complain of.</summary>
public sealed class PagesTests : Journey
{
    [Test]
    public async Task The_portal_and_the_sign_in_page_keep_nobody_out()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.GoAsync(Demo.Portal);
        await PictureAsync(visitor, "portal-home");
        await visitor.PressAsync("sign-in");
        await visitor.IsOnAsync("login");
        await PictureAsync(visitor, "login");
        await visitor.EnterPasswordAsync(People.Alice() with { Password = "Not-the-password-9" });
        await visitor["form-error"].WaitForAsync();
        await PictureAsync(visitor, "login-error");
        await visitor.EnterPasswordAsync(People.Alice());
        await visitor.IsOnAsync("portal-dashboard");
        await PictureAsync(visitor, "portal-dashboard");
        await visitor.PressAsync("pay");
        await visitor["api-result"].WaitForAsync();
        await PictureAsync(visitor, "portal-paid");
        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("portal-signed-out");
        await PictureAsync(visitor, "portal-signed-out");
    }

    [Test]
    public async Task The_steps_of_a_sign_in_keep_nobody_out()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(People.Carol());
        await visitor.IsOnAsync("change-password");
        await PictureAsync(visitor, "change-password");
        await visitor.FillAsync("new-password", "Slow-river-bend");
        await PictureAsync(visitor, "change-password-typed");
        await visitor.PressAsync("start-again");
        var bob = People.Bob();
        await visitor.EnterPasswordAsync(bob);
        await visitor.IsOnAsync("second-factor");
        await PictureAsync(visitor, "second-factor");
        await visitor.FillAsync("code", "1");
        await visitor.PressAsync("code-submit");
        await visitor["form-error"].WaitForAsync();
        await PictureAsync(visitor, "second-factor-error");
        await visitor.FillAsync("code", bob.Code);
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("portal-dashboard");
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.IsOnAsync("consent");
        await PictureAsync(visitor, "consent");
    }

    [Test]
    public async Task The_pages_for_somebody_who_is_signed_in_keep_nobody_out()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.IsOnAsync("login");
        await PictureAsync(visitor, "login-own");
        await visitor.EnterPasswordAsync(People.Alice());
        await visitor.IsOnAsync("account");
        await PictureAsync(visitor, "account");
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("prompt", "login")));
        await visitor.IsOnAsync("login");
        await PictureAsync(visitor, "login-again");
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("prompt", "select_account")));
        await visitor.IsOnAsync("select-account");
        await PictureAsync(visitor, "select-account");
        await visitor.GoAsync(Demo.Provider, "/logout");
        await visitor.IsOnAsync("logout");
        await PictureAsync(visitor, "logout");
        await visitor.PressAsync("logout-confirm");
        await visitor.IsOnAsync("logged-out");
        await PictureAsync(visitor, "logged-out");
    }

    [Test]
    public async Task The_pages_for_when_something_is_wrong_keep_nobody_out()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        visitor.Faults.Expect(400);
        visitor.Faults.Expect(404);
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("redirect_uri", "https://attacker.example/")));
        await visitor.IsOnAsync("error");
        await PictureAsync(visitor, "error");
        await visitor.GoAsync(Demo.Provider, "/nothing-here");
        await visitor.IsOnAsync("error");
        await PictureAsync(visitor, "error-not-found");
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.GoAsync(Demo.Provider, "/login?pending=long-gone");
        await visitor.IsOnAsync("expired");
        await PictureAsync(visitor, "expired");
        await visitor.GoAsync(Demo.Provider, "/help");
        await visitor.IsOnAsync("help");
        await PictureAsync(visitor, "help");
        await visitor.GoAsync(Demo.Provider, "/setup?token=used");
        await visitor.IsOnAsync("setup");
        await PictureAsync(visitor, "setup-closed");
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.PressAsync("login-cancel");
        await visitor.IsOnAsync("portal-error");
        await PictureAsync(visitor, "portal-error");
    }

    [Test]
    public async Task The_page_that_posts_an_answer_keeps_nobody_out()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        // Its script would leave at once.
        await visitor.Page.RouteAsync("**/js/form-post.js*", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = "" }));
        using var shop = Shop.At(Demo.Provider);
        await visitor.GoAsync(Demo.Provider, shop.AuthorizeQuery(("response_mode", "form_post")));
        await visitor.EnterPasswordAsync(People.Alice());
        await visitor.IsOnAsync("form-post");
        await PictureAsync(visitor, "form-post");
    }

    [Test]
    public async Task The_page_that_signs_out_of_other_applications_keeps_nobody_out()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtPortalAsync(People.Alice());
        await visitor.LeaveForProviderAsync(Demo.Budget);
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("portal-dashboard");
        // Its script would leave as soon as the frames are loaded.
        await visitor.Page.RouteAsync("**/js/logged-out.js*", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = "" }));

        await visitor.PressAsync("sign-out");

        await visitor.IsOnAsync("logged-out");
        await PictureAsync(visitor, "logged-out-leads-on");
    }

    /// <summary>The picture in the README, at the address that the demo has for everybody else; copied to <c>deploy/pictures</c> when the page changes.</summary>
    [Test]
    public async Task The_picture_for_the_README_is_small()
    {
        var context = await Suite.Chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1024, Height = 660 }, DeviceScaleFactor = 0.68f });
        var visitor = await ComesAsync(context, Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        await visitor.Page.Locator(".address bdi").EvaluateAsync("element => element.textContent = 'localhost:5400'");
        var path = Repository.Output("pictures", "sign-in.png");

        await visitor.Page.ScreenshotAsync(new() { Path = path, Caret = Microsoft.Playwright.ScreenshotCaret.Hide });

        Assert.That(new FileInfo(path).Length, Is.InRange(10_000, 250_000));
    }
}
