using System.Net;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Somebody who is signed in at a relying party, on the way out.</summary>
internal abstract class LogoutFixture : ClockedFixture
{
    protected const string Back = "http://localhost:9100/signed-out";
    protected const string LongState = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    protected HttpBrowser browser = null!;
    protected RelyingParty portal = null!;
    protected string idToken = null!;

    [SetUp]
    public async Task SignIn()
    {
        (browser, portal) = (new HttpBrowser(Issuer), Installation.Portal(Issuer));
        idToken = (await portal.TokensAsync(browser, "alice", Installation.Password)).IdToken;
    }

    [TearDown]
    public void Close()
    {
        browser.Dispose();
        portal.Dispose();
    }

    protected Task LogoutAsync(params (string Name, string Value)[] parameters) =>
        browser.GoAsync("/logout?" + string.Join('&', parameters.Select(p => p.Name + "=" + Uri.EscapeDataString(p.Value))));

    protected async Task AssertRefusedAsync()
    {
        Assert.That(browser.Left, Is.Null, "never a redirect");
        Assert.That(browser.PageName, Is.EqualTo("error"));
        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        var page = browser.Page;
        await AssertSignedInAsync();
        Assert.That(page.QuerySelector("#error-code")?.TextContent.Trim(), Is.EqualTo("invalid_request"));
    }

    protected async Task AssertSignedInAsync() => Assert.That(await portal.AskAsync(browser, ("prompt", "none")), Does.ContainKey("code"), "still signed in");

    protected async Task AssertSignedOutAsync() =>
        Assert.That((await portal.AskAsync(browser, ("prompt", "none"))).GetValueOrDefault("error"), Is.EqualTo("login_required"), "signed out");
}
