using NUnit.Framework;

namespace PseIdentity.Browser.Tests.BrowserApp;

/// <summary>The pages of the browser app, looked at.</summary>
public sealed class LooksTests : Journey
{
    [Test]
    public async Task Its_pages_keep_nobody_out()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.GoAsync(Demo.BrowserApp);
        await visitor.IsOnAsync("browser-app-home");
        await PictureAsync(visitor, "browser-app-home");
        await visitor.GoAsync(Demo.BrowserApp, "/install.html");
        await PictureAsync(visitor, "browser-app-install");
        await visitor.GoAsync(Demo.BrowserApp, "/callback.html?error=access_denied&state=unknown");
        await visitor["failed"].WaitForAsync();
        await PictureAsync(visitor, "browser-app-callback");

        await visitor.SignInAtAppAsync(People.Alice());
        await visitor.PressAsync("pay");
        await visitor.IsAnsweredAsync(201);
        await PictureAsync(visitor, "browser-app");
    }
}
