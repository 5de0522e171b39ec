using NUnit.Framework;
using PseIdentity.Browser.Tests.Looks;

namespace PseIdentity.Browser.Tests.BrowserApp;

/// <summary>The pages of the browser app, looked at.</summary>
public sealed class LooksTests : Journey
{
    [Test]
    public async Task Its_pages_keep_nobody_out()
    {
        var complaints = new List<string>();
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.GoAsync(Demo.BrowserApp);
        await visitor.IsOnAsync("browser-app-home");
        complaints.AddRange(await visitor.LookAsync("browser-app-home"));
        await visitor.GoAsync(Demo.BrowserApp, "/install.html");
        complaints.AddRange(await visitor.LookAsync("browser-app-install"));
        await visitor.GoAsync(Demo.BrowserApp, "/callback.html?error=access_denied&state=unknown");
        await visitor["failed"].WaitForAsync();
        complaints.AddRange(await visitor.LookAsync("browser-app-callback"));

        await visitor.SignInAtAppAsync(People.Alice());
        await visitor.PressAsync("pay");
        await visitor.IsAnsweredAsync(201);
        complaints.AddRange(await visitor.LookAsync("browser-app"));

        Assert.That(complaints, Is.Empty);
    }
}
