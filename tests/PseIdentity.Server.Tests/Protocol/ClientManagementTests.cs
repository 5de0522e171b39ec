using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Clients that read, change and remove what they registered (RFC 7592).</summary>
[TestFixture(TestDatabaseKind.Sqlite), TestFixture(TestDatabaseKind.PostgreSql)]
internal sealed class ClientManagementTests(TestDatabaseKind database) : RegistrationFixture(database)
{
    [Test, Category("RFC 7592 §2.1")]
    public async Task A_client_reads_what_it_is()
    {
        var registered = await registrant.RegisterAsync(("initiate_login_uri", "https://newcomer.example/login"));

        var read = await registrant.ReadAsync(registered);

        Assert.Multiple(() =>
        {
            Assert.That(read.Status, Is.EqualTo(200), read.Body);
            Assert.That(read.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(read.Member("initiate_login_uri"), Is.EqualTo("https://newcomer.example/login"));
            Assert.That(read.Member("registration_access_token"), Is.EqualTo(Registrant.TokenOf(registered)));
            Assert.That(read.Member("registration_client_uri"), Is.EqualTo(Registrant.UriOf(registered)));
            Assert.That(read.Json.TryGetProperty("client_secret", out _), Is.False, "it is kept hashed");
        });
    }

    [Test, Category("RFC 7592 §2.2"), Category("RFC 7592 §3")]
    public async Task A_change_replaces_everything_and_the_token_too()
    {
        var registered = await registrant.RegisterAsync(("client_uri", "https://newcomer.example"), ("policy_uri", "https://newcomer.example/policy"));

        var replaced = await registrant.ReplaceAsync(registered, ("client_name", "Renamed"), ("client_secret", registered.Member("client_secret")));

        Assert.Multiple(() =>
        {
            Assert.That(replaced.Status, Is.EqualTo(200), replaced.Body);
            Assert.That(replaced.Member("client_name"), Is.EqualTo("Renamed"));
            Assert.That(replaced.Member("client_uri"), Is.Null, "what is omitted is deleted");
            Assert.That(Registrant.TokenOf(replaced), Is.Not.EqualTo(Registrant.TokenOf(registered)));
            Assert.That(replaced.Json.TryGetProperty("client_secret", out _), Is.False, "the secret stays");
        });
        Assert.That((await registrant.ReadAsync(registered)).Status, Is.EqualTo(401), "the former token");
        Assert.That((await registrant.ReadAsync(replaced)).Member("client_name"), Is.EqualTo("Renamed"));
    }

    [Test, Category("RFC 7592 §2.2")]
    public async Task A_secret_appears_when_it_is_needed_and_goes_when_it_is_not()
    {
        var registered = await registrant.RegisterAsync(("token_endpoint_auth_method", "none"));

        var confidential = await registrant.ReplaceAsync(registered, ("token_endpoint_auth_method", "client_secret_post"));
        Assert.That(confidential.Member("client_secret"), Has.Length.EqualTo(43));
        var publicAgain = await registrant.ReplaceAsync(confidential, ("token_endpoint_auth_method", "none"));
        Assert.That(publicAgain.Member("client_secret"), Is.Null);
        var anew = await registrant.ReplaceAsync(publicAgain);

        Assert.That(anew.Member("client_secret"), Is.Not.Null.And.Not.EqualTo(confidential.Member("client_secret")));
    }

    [Test, Category("RFC 7592 §2.2"), Category("OpenID Connect Core §9")]
    public async Task A_change_to_a_MAC_brings_a_secret_that_can_compute_it_and_a_change_back_forgets_it()
    {
        var registered = await registrant.RegisterAsync(Machine);

        var mac = await registrant.ReplaceAsync(registered, [.. Machine, ("token_endpoint_auth_method", "client_secret_jwt")]);
        Assert.That(mac.Status, Is.EqualTo(200), mac.Body);
        var secret = mac.Member("client_secret");
        Assert.That(secret, Is.Not.Null.And.Not.EqualTo(registered.Member("client_secret")), "only the hash of the former one is kept");
        Assert.That((await AskWithMacAsync(mac, secret!, "HS256")).Error, Is.EqualTo("invalid_scope"), "authenticated");
        var same = await registrant.ReplaceAsync(mac, [.. Machine, ("token_endpoint_auth_method", "client_secret_jwt")]);
        Assert.That(same.Member("client_secret"), Is.Null, "the one that works stays");

        var basic = await registrant.ReplaceAsync(same, Machine);
        Assert.That(basic.Member("client_secret"), Is.Null, "its hash is enough");
        var again = await registrant.ReplaceAsync(basic, [.. Machine, ("token_endpoint_auth_method", "client_secret_jwt")]);
        Assert.That(again.Member("client_secret"), Is.Not.Null.And.Not.EqualTo(secret), "the secret itself was erased");
    }

    [Test, Category("RFC 7592 §2.3")]
    public async Task A_client_that_removes_itself_is_gone_with_what_it_was_granted()
    {
        var registered = await registrant.RegisterAsync(("redirect_uris", new JsonArray("http://localhost:9300/callback")), ("grant_types", new JsonArray("authorization_code", "refresh_token")));
        using var party = new RelyingParty(Issuer, registered.Member("client_id")!, registered.Member("client_secret"), "http://localhost:9300/callback", "openid offline_access");
        using var browser = new HttpBrowser(Issuer);
        var tokens = await party.RedeemAsync((await party.SignInAsync(browser, "alice", Installation.Password))["code"]);
        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));

        var removed = await registrant.RemoveAsync(registered);

        Assert.That(removed.Status, Is.EqualTo(204));
        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
        Assert.That((await party.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_client"));
        Assert.That((await registrant.ReadAsync(registered)).Status, Is.EqualTo(401));
    }

    [Test, Category("RFC 7592 §2.1")]
    public async Task A_token_that_is_used_for_another_client_is_revoked()
    {
        var (mine, other) = (await registrant.RegisterAsync(), await registrant.RegisterAsync());

        Assert.That((await registrant.SendAsync(HttpMethod.Get, Registrant.UriOf(other), Registrant.TokenOf(mine), null)).Status, Is.EqualTo(401));

        Assert.That((await registrant.ReadAsync(mine)).Status, Is.EqualTo(401), "even where it belongs");
        Assert.That((await registrant.ReadAsync(other)).Status, Is.EqualTo(200));
    }
}
