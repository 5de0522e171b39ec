using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Relying parties hear that a session has ended (OpenID Connect Back-Channel Logout).</summary>
internal sealed class BackChannelLogoutTests : ClockedFixture
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private readonly LogoutReceiver receiver = new();
    private readonly LogoutReceiver forbidden = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(Client("shop", receiver.Address), Client("bank", receiver.Address), Client("hidden", forbidden.Address)),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = receiver.Address.Authority },
    };

    [OneTimeTearDown]
    public async Task StopReceivers()
    {
        await receiver.DisposeAsync();
        await forbidden.DisposeAsync();
    }

    [SetUp]
    public void Forget() => Provider.Log.Clear();

    [TearDown]
    public void NothingIsLeft()
    {
        receiver.Status = 200;
        Assert.That(receiver.HasMore, Is.False, "somebody was told who should not have been");
    }

    [Test, Category("Back-Channel Logout §2.4")]
    public async Task The_logout_token_names_the_session_that_ended()
    {
        using var browser = new HttpBrowser(Issuer);
        var idToken = await SignInAsync(browser, "shop");

        await SignOutAsync(browser, idToken);

        var received = await receiver.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That(received.Path, Is.EqualTo("/shop"));
            Assert.That(received.Method, Is.EqualTo("POST"), "§2.5");
            Assert.That(received.ContentType, Does.StartWith("application/x-www-form-urlencoded"));
            Assert.That(received.Form.Keys, Is.EqualTo(new[] { "logout_token" }));
        });
        var token = await new ForeignValidator(Provider, Clock).LogoutTokenAsync(received.Token, "shop");
        Assert.Multiple(() =>
        {
            Assert.That(token.Names(), Is.EquivalentTo(new[] { "iss", "sub", "aud", "iat", "exp", "jti", "sid", "events" }), "and never a nonce");
            Assert.That(token.Subject, Is.EqualTo(idToken.Subject));
            Assert.That(token.Text("sid"), Is.EqualTo(idToken.Text("sid")));
            Assert.That(token.Number("iat"), Is.EqualTo(Clock.GetUtcNow().ToUnixTimeSeconds()));
            Assert.That(token.Number("exp") - token.Number("iat"), Is.LessThanOrEqualTo(120), "§2.4: short-lived");
            Assert.That(token.GetPayloadValue<JsonElement>("events").GetRawText(), Is.EqualTo("{\"" + Event + "\":{}}"));
        });
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task All_relying_parties_of_the_session_hear_of_it_and_no_others()
    {
        using var browser = new HttpBrowser(Issuer);
        using var elsewhere = new HttpBrowser(Issuer);
        var atShop = await SignInAsync(browser, "shop");
        var atBank = await SignInAsync(browser, "bank");
        await SignInAsync(elsewhere, "bank");

        await SignOutAsync(browser, atShop);

        var received = new[] { await receiver.NextAsync(), await receiver.NextAsync() };
        Assert.That(received.Select(r => r.Path), Is.EquivalentTo(new[] { "/shop", "/bank" }));
        Assert.That(received.Select(r => new JsonWebToken(r.Token).Text("sid")), Is.All.EqualTo(atBank.Text("sid")));
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task When_somebody_else_signs_in_on_the_same_browser_the_first_session_ends_everywhere()
    {
        using var browser = new HttpBrowser(Issuer);
        var doras = await SignInAsync(browser, "shop");
        Pass(5);
        var bank = Party("bank");
        await browser.GoAsync(bank.AuthorizeQuery(("prompt", "login")));
        Pass(5);

        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));

        Assert.That(bank.Answer(browser), Does.ContainKey("code"));
        var received = await receiver.NextAsync();
        Assert.That(received.Path, Is.EqualTo("/shop"));
        Assert.That(new JsonWebToken(received.Token).Text("sid"), Is.EqualTo(doras.Text("sid")));
        Assert.That(new JsonWebToken(received.Token).Subject, Is.EqualTo(doras.Subject));
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task The_same_person_signing_in_again_ends_nothing()
    {
        using var browser = new HttpBrowser(Issuer);
        var first = await SignInAsync(browser, "shop");
        Pass(5);
        var bank = Party("bank");
        await browser.GoAsync(bank.AuthorizeQuery(("prompt", "login")));
        Pass(5);
        await browser.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password));
        Assert.That(bank.Answer(browser), Does.ContainKey("code"));

        // What comes next is the notice of this sign-out, so there was none before.
        await SignOutAsync(browser, first);
        Assert.That((await receiver.NextAsync()).Path, Is.EqualTo("/shop"));
    }

    [Category("Back-Channel Logout §2.8")]
    [TestCase(500)]
    [TestCase(400)]
    [TestCase(302)]
    public async Task A_relying_party_that_fails_is_told_again_with_growing_pauses(int status)
    {
        using var browser = new HttpBrowser(Issuer);
        receiver.Status = status;
        var idToken = await SignInAsync(browser, "shop");
        await SignOutAsync(browser, idToken);
        var tokens = new List<JsonWebToken> { new((await receiver.NextAsync()).Token) };

        foreach (var (pause, tries) in new[] { (5.0, 1), (17.0, 2), (57.8, 3) })
        {
            await PostponedAsync(tries);
            Pass(pause - 1);
            await AnotherNoticeArrivesAloneAsync(status);
            Pass(1);
            Wake();
            tokens.Add(new((await receiver.NextAsync()).Token));
        }

        await PostponedAsync(4);
        receiver.Status = 200;
        Pass(197);
        Wake();
        tokens.Add(new((await receiver.NextAsync()).Token));
        Assert.That(tokens.Select(t => t.Text("sid")), Is.All.EqualTo(idToken.Text("sid")));
        Assert.That(tokens.Select(t => t.Id), Is.Unique, "each try is a fresh token");
    }

    [Test, Category("CWE-918")]
    public async Task An_address_that_the_operator_does_not_allow_is_not_asked()
    {
        using var browser = new HttpBrowser(Issuer);
        var idToken = await SignInAsync(browser, "hidden");

        await SignOutAsync(browser, idToken);
        await PostponedAsync(1);

        Assert.That(forbidden.HasMore, Is.False);
    }

    // If the failed notice were due, it would be claimed together with this one.
    private async Task AnotherNoticeArrivesAloneAsync(int status)
    {
        receiver.Status = 200;
        using var browser = new HttpBrowser(Issuer);
        var idToken = await SignInAsync(browser, "bank");
        await SignOutAsync(browser, idToken);
        Assert.That((await receiver.NextAsync()).Path, Is.EqualTo("/bank"));
        receiver.Status = status;
    }

    private Task PostponedAsync(int tries) =>
        Provider.Log.WaitForAsync(e => e.RenderMessage(null).Contains($"not delivered, try {tries}", StringComparison.Ordinal));

    private void Wake() => Provider.Services.GetRequiredService<OutboxSignal>().Wake();

    private async Task<JsonWebToken> SignInAsync(HttpBrowser browser, string client) =>
        new((await Party(client).TokensAsync(browser, "dora", Installation.Password)).IdToken);

    private static Task SignOutAsync(HttpBrowser browser, JsonWebToken idToken) => browser.GoAsync("/logout?id_token_hint=" + idToken.EncodedToken);

    private RelyingParty Party(string name) => new(Issuer, name, Installation.Secret, $"http://localhost:9110/{name}", "openid");

    private static string Client(string name, Uri receiver) => $$"""
        { "client_id": "{{name}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9110/{{name}}"], "scope": "openid", "consent": "implicit",
          "backchannel_logout_uri": "{{receiver}}{{name}}", "backchannel_logout_session_required": true }
        """;
}
