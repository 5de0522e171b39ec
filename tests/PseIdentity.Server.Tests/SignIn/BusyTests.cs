using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>More sign-ins than the machine can hash passwords for.</summary>
internal sealed class BusyTests : ProviderFixture
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(Relaxed) { ["SignIn:PasswordIterations"] = "1000", ["SignIn:HashingSlots"] = "1", ["SignIn:HashingQueue"] = "00:00:00.050" },
    };

    [Test]
    public async Task Who_gets_no_turn_is_told_to_come_again_and_loses_no_guess()
    {
        using var portal = Installation.Portal(Issuer);
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(portal.AuthorizeQuery());
        using (await Provider.Services.GetRequiredService<PasswordHashing>().TakeTurnAsync(CancellationToken.None))
        {
            for (var i = 0; i < 6; i++)
            {
                await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
                Assert.That((int)browser.Status, Is.EqualTo(503));
                Assert.That(browser.Headers["Retry-After"], Is.EqualTo("5"));
                Assert.That(browser.PageName, Is.EqualTo("login"));
                Assert.That(browser.Page.GetElementById("username")?.GetAttribute("value"), Is.EqualTo("alice"));
            }
            Assert.That((await Provider.Http.GetAsync("/.well-known/openid-configuration")).IsSuccessStatusCode, Is.True, "nobody else waits");
        }

        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        Assert.That(browser.Left, Is.Not.Null);
    }
}
