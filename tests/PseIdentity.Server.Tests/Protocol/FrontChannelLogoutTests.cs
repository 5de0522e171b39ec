using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Storage.Clients;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Relying parties hear of a sign-out in frames of the signed-out page (OpenID Connect Front-Channel Logout).</summary>
internal sealed class FrontChannelLogoutTests : ClockedFixture
{
    private const string Back = "http://localhost:9120/signed-out";

    private HttpBrowser browser = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(
            Client("shop", "http://localhost:9120/front"), Client("bank", "http://localhost:9120/bank/front?of=bank"), Client("other", "http://localhost:9120/other"),
            Client("fleeting", "http://localhost:9120/fleeting"), Client("plain", null)),
    };

    [SetUp]
    public void Open() => browser = new HttpBrowser(Issuer);

    [TearDown]
    public void Close() => browser.Dispose();

    [Test, Category("Front-Channel Logout §2")]
    public async Task Each_relying_party_of_the_session_gets_a_frame_with_issuer_and_sid_alone()
    {
        var idToken = await SignInAsync("shop", "bank", "plain");

        await LogoutAsync(idToken);

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        var frames = Frames();
        Assert.That(frames.Select(f => f.GetLeftPart(UriPartial.Path)), Is.EquivalentTo(new[] { "http://localhost:9120/front", "http://localhost:9120/bank/front" }), "not of one that was not visited");
        var shop = QueryHelpers.ParseQuery(frames.Single(f => f.AbsolutePath == "/front").Query);
        Assert.That(shop.Keys, Is.EquivalentTo(new[] { "iss", "sid" }));
        Assert.That(shop["iss"].ToString(), Is.EqualTo(IssuerName));
        Assert.That(shop["sid"].ToString(), Is.EqualTo(new JsonWebToken(idToken).GetPayloadValue<string>("sid")));
        await AssertSignedOutAsync();
    }

    [Test, Category("Front-Channel Logout §2")]
    public async Task A_registered_query_stays()
    {
        var idToken = await SignInAsync("bank");

        await LogoutAsync(idToken);

        Assert.That(QueryHelpers.ParseQuery(Frames().Single().Query).Keys, Is.EquivalentTo(new[] { "of", "iss", "sid" }));
    }

    [Test, Category("Front-Channel Logout §3")]
    public async Task The_page_leads_back_after_the_frames_with_and_without_scripts()
    {
        var idToken = await SignInAsync("shop");

        await LogoutAsync(idToken, ("post_logout_redirect_uri", Back), ("state", "a&b"));

        Assert.That(browser.Left, Is.Null, "not before the frames");
        Assert.That(browser.Page.GetElementById("logout-continue")?.GetAttribute("href"), Is.EqualTo(Back + "?state=a%26b"));
        Assert.That(browser.Page.QuerySelector("meta[http-equiv=refresh]")?.GetAttribute("content"), Is.EqualTo($"5;url={Back}?state=a%26b"));
        Assert.That(browser.Page.QuerySelector("script")?.GetAttribute("src"), Does.StartWith("/js/logged-out.js"));
        Assert.That(browser.Headers["Cache-Control"], Is.EqualTo("no-store"));
    }

    [Test, Category("Front-Channel Logout §3")]
    public async Task Only_this_page_may_show_frames_and_only_of_these_relying_parties()
    {
        var idToken = await SignInAsync("shop", "bank");

        await LogoutAsync(idToken);
        Assert.That(browser.Headers["Content-Security-Policy"], Does.Contain("frame-src http://localhost:9120;"));

        await browser.GoAsync("/logged-out");
        Assert.That(browser.Headers["Content-Security-Policy"], Does.Not.Contain("frame-src"));
        Assert.That(Frames(), Is.Empty);
    }

    [Test, Category("Front-Channel Logout §3")]
    public async Task Without_such_relying_parties_the_browser_is_led_back_at_once()
    {
        var idToken = await SignInAsync("plain");

        await LogoutAsync(idToken, ("post_logout_redirect_uri", Back));

        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back));
    }

    [Test, Category("Front-Channel Logout §3")]
    public async Task A_sign_out_that_was_asked_about_has_the_frames_too()
    {
        await SignInAsync("shop");
        await browser.GoAsync("/logout?client_id=shop&post_logout_redirect_uri=" + Uri.EscapeDataString(Back));

        await browser.PressAsync("logout-confirm");

        Assert.That(Frames(), Has.Length.EqualTo(1));
        Assert.That(browser.Page.GetElementById("logout-continue")?.GetAttribute("href"), Is.EqualTo(Back));
    }

    [Test, Category("Front-Channel Logout §3")]
    public async Task A_sign_out_on_the_account_page_has_the_frames_too()
    {
        await SignInAsync("shop");
        await browser.GoAsync("/account");

        await browser.PressAsync("sign-out");

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        Assert.That(Frames(), Has.Length.EqualTo(1));
        await AssertSignedOutAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_client_that_has_gone_since_is_left_out_and_still_signs_its_people_out()
    {
        var idToken = await SignInAsync("fleeting");
        await Provider.Services.GetRequiredService<ClientRegistry>().RemoveAsync("fleeting", CancellationToken.None);

        await LogoutAsync(idToken, ("post_logout_redirect_uri", Back));

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        Assert.That(browser.Left, Is.Null, "its address is no longer registered");
        Assert.That(Frames(), Is.Empty);
        await AssertSignedOutAsync();
    }

    private async Task<string> SignInAsync(string first, params string[] others)
    {
        var idToken = (await Party(first).TokensAsync(browser, "dora", Installation.Password)).IdToken;
        foreach (var other in others.Select(Party))
            Assert.That((await other.RedeemAsync((await other.AskAsync(browser))["code"])).Status, Is.EqualTo(200));
        return idToken;
    }

    private Task LogoutAsync(string idToken, params (string Name, string Value)[] parameters) =>
        browser.GoAsync("/logout?id_token_hint=" + idToken + string.Concat(parameters.Select(p => $"&{p.Name}={Uri.EscapeDataString(p.Value)}")));

    private Uri[] Frames() => [.. browser.Page.QuerySelectorAll("iframe").Select(frame => new Uri(frame.GetAttribute("src")!))];

    private async Task AssertSignedOutAsync() => Assert.That((await Party("plain").AskAsync(browser, ("prompt", "none")))["error"], Is.EqualTo("login_required"));

    private RelyingParty Party(string name) => new(Issuer, name, Installation.Secret, $"http://localhost:9120/{name}", "openid");

    private static string Client(string name, string? front) => $$"""
        { "client_id": "{{name}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9120/{{name}}"], "scope": "openid", "consent": "implicit",
          "post_logout_redirect_uris": ["{{Back}}"]{{(front is null ? "" : $", \"frontchannel_logout_uri\": \"{front}\", \"frontchannel_logout_session_required\": true")}} }
        """;
}
