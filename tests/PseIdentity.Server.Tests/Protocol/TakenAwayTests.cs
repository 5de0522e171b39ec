using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What an operator takes away is gone at once, although tokens for it were issued (RFC 9700 §4.14, RFC 6749 §10.4).</summary>
[Category("RFC 6749 §10.4")]
internal sealed class TakenAwayTests : ProviderFixture
{
    private const string NewSecret = "a-new-secret-of-more-than-32-characters";

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(Client("leaving"), Client("shrinking"), Client("renewed")).Replace("\"users\":[", $$"""
            "users":[{{Person("erin")}},{{Person("frank")}},
            """, StringComparison.Ordinal),
    };

    [Test]
    public async Task A_person_who_is_removed_has_no_session_no_code_and_no_token_left()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var tokens = await portal.TokensAsync(browser, "erin", Installation.Password);
        var code = (await portal.AskAsync(browser))["code"];

        await ApplyAsync("""{ "users": [ { "preferred_username": "erin", "state": "absent" } ] }""");

        Assert.That((await portal.RedeemAsync(code)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await portal.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
        Assert.That((await portal.AskAsync(browser, ("prompt", "none")))["error"], Is.EqualTo("login_required"));
    }

    [Test]
    public async Task Somebody_whose_password_was_reset_is_signed_out_everywhere()
    {
        using var browser = new HttpBrowser(Issuer);
        var portal = Installation.Portal(Issuer);
        var tokens = await portal.TokensAsync(browser, "frank", Installation.Password);

        await ApplyAsync("""{ "users": [ { "preferred_username": "frank", "name": "frank", "password": "Another-Horse-8-Battery" } ] }""");

        Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await portal.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
        Assert.That((await portal.AskAsync(browser, ("prompt", "none")))["error"], Is.EqualTo("login_required"));
    }

    [Test]
    public async Task A_client_that_is_removed_is_unknown_and_its_tokens_are_dead()
    {
        using var browser = new HttpBrowser(Issuer);
        var leaving = Party("leaving", Installation.Secret);
        var tokens = await leaving.TokensAsync(browser, "dora", Installation.Password);

        await ApplyAsync("""{ "clients": [ { "client_id": "leaving", "state": "absent" } ] }""");

        Assert.That((await leaving.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_client"));
        Assert.That((await leaving.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
        await browser.GoAsync(leaving.AuthorizeQuery());
        Assert.That(browser.PageName, Is.EqualTo("error"));
    }

    [Test]
    public async Task A_scope_that_a_client_lost_is_not_refreshed()
    {
        using var browser = new HttpBrowser(Issuer);
        var shrinking = Party("shrinking", Installation.Secret);
        var tokens = await shrinking.TokensAsync(browser, "dora", Installation.Password);

        await ApplyAsync($$"""{ "clients": [ {{Client("shrinking", "openid offline_access")}} ] }""");

        var refreshed = await shrinking.RefreshAsync(tokens.RefreshToken);
        Assert.That(refreshed.Member("scope"), Is.EqualTo("openid offline_access"));
        Assert.That((await shrinking.UserInfoAsync(refreshed.AccessToken)).Json.EnumerateObject().Select(m => m.Name), Is.EqualTo(new[] { "sub" }));
    }

    [Test]
    public async Task A_secret_that_was_replaced_is_refused_from_then_on()
    {
        var (before, after) = (Party("renewed", Installation.Secret), Party("renewed", NewSecret));
        Assert.That((await after.RefreshAsync("x")).Error, Is.EqualTo("invalid_client"));

        await ApplyAsync($$"""{ "clients": [ {{Client("renewed", secret: NewSecret)}} ] }""");

        Assert.That((await after.RefreshAsync("x")).Error, Is.EqualTo("invalid_grant"), "the new one is known");
        Assert.That((await before.RefreshAsync("x")).Error, Is.EqualTo("invalid_client"), "the old one is not");
    }

    private RelyingParty Party(string name, string secret) => new(Issuer, name, secret, "http://localhost:9120/callback", "openid email offline_access");

    private static string Client(string name, string scope = "openid email offline_access", string secret = Installation.Secret) => $$"""
        { "client_id": "{{name}}", "client_secret": "{{secret}}", "redirect_uris": ["http://localhost:9120/callback"], "consent": "implicit",
          "grant_types": ["authorization_code", "refresh_token"], "scope": "{{scope}}" }
        """;

    private static string Person(string name) => $$"""{ "preferred_username": "{{name}}", "name": "{{name}}", "password": "{{Installation.Password}}" }""";

    private async Task ApplyAsync(string document)
    {
        var file = Path.Combine(Provider.DataDirectory, Guid.NewGuid().ToString("N") + ".json");
        await File.WriteAllTextAsync(file, document);
        await Provider.Services.GetRequiredService<Provisioner>().ApplyAsync(file, CancellationToken.None);
    }
}
