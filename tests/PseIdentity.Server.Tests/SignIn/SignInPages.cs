using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>A provider whose clock a test moves, and whose passwords cost little.</summary>
internal abstract class SignInPages : ProviderFixture
{
    protected const string Password = Installation.Password;

    // RFC 6238 wants steps: the clock stands in the middle of one.
    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 15, TimeSpan.Zero));

    protected override ProviderSetup Setup => base.Setup with
    {
        Clock = Clock,
        Settings = new Dictionary<string, string>(Relaxed) { ["SignIn:PasswordIterations"] = "1000" },
    };

    protected RelyingParty Portal() => Installation.Portal(Issuer);

    protected RelyingParty Budget() => Installation.Budget(Issuer);

    /// <summary>A browser that stands on the sign-in page of a relying party.</summary>
    protected async Task<HttpBrowser> AtSignInAsync(RelyingParty party, params (string Name, string? Value)[] changes)
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(party.AuthorizeQuery(changes));
        return browser;
    }

    protected Task TypeAsync(HttpBrowser browser, string userName, string password = Password)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        return browser.PressAsync("login-submit", ("username", userName), ("password", password));
    }

    /// <summary>What bob's phone shows.</summary>
    protected string Code(int drift = 0) => Totp.At(Installation.TotpSecret, Clock.GetUtcNow() + TimeSpan.FromSeconds(30 * drift));

    /// <summary>The claims of the ID token that a relying party gets for what the browser brought back.</summary>
    protected static async Task<System.Text.Json.JsonElement> ClaimsAsync(RelyingParty party, HttpBrowser browser)
    {
        var tokens = await party.RedeemAsync(party.Answer(browser)["code"]);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That(CanonicalBase64Url.TryDecode(tokens.IdToken.Split('.')[1], out var payload), Is.True);
        return System.Text.Json.JsonDocument.Parse(payload).RootElement;
    }
}
