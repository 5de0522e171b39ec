using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Pairwise subjects (OpenID Connect Core §8.1) wherever a client is told, or says, who somebody is.</summary>
internal sealed class PairwiseTests : ProviderFixture
{
    private readonly WebDocuments web = new();
    private readonly LogoutReceiver receiver = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(
            Pairwise("here", "https://here.example/callback"), Pairwise("here-too", "https://here.example:8443/callback"), Pairwise("there", "https://there.example/callback"),
            Pairwise("notified", "https://notified.example/callback", $"\"backchannel_logout_uri\": \"{receiver.Address}notified\"")),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts"] = $"{web.Address.Authority},{receiver.Address.Authority}" },
    };

    [OneTimeTearDown]
    public async Task StopServers()
    {
        await web.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Test, Category("OpenID Connect Core §8.1")]
    public async Task Clients_of_one_host_know_a_person_by_one_name_and_others_by_another()
    {
        using var browser = new HttpBrowser(Issuer);

        var (here, hereToo, there) = (await SubjectAsync(browser, Party("here", "https://here.example/callback")),
            await SubjectAsync(browser, Party("here-too", "https://here.example:8443/callback")), await SubjectAsync(browser, Party("there", "https://there.example/callback")));
        var known = await SubjectAsync(browser, Installation.Portal(Issuer));

        Assert.That(hereToo, Is.EqualTo(here));
        Assert.That(new[] { here, there, known }, Is.Unique);
        Assert.That(here, Does.Match("^[A-Za-z0-9_-]{43}$"));
    }

    [Test, Category("OpenID Connect Core §5.3.2")]
    public async Task ID_token_access_token_userinfo_and_refreshed_tokens_agree()
    {
        using var browser = new HttpBrowser(Issuer);
        var party = Party("here", "https://here.example/callback");
        var tokens = await party.RedeemAsync((await party.SignInAsync(browser, "alice", Installation.Password))["code"]);
        var name = new JsonWebToken(tokens.IdToken).Subject;

        Assert.That(new JsonWebToken(tokens.AccessToken).Subject, Is.EqualTo(name));
        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Member("sub"), Is.EqualTo(name));
        Assert.That(new JsonWebToken((await party.RefreshAsync(tokens.RefreshToken, ("scope", "openid"))).IdToken).Subject, Is.EqualTo(name));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_hint_names_the_person_as_its_client_does()
    {
        using var browser = new HttpBrowser(Issuer);
        var party = Party("here", "https://here.example/callback");
        var hint = (await party.RedeemAsync((await party.SignInAsync(browser, "alice", Installation.Password))["code"])).IdToken;

        Assert.That(await party.AskAsync(browser, ("prompt", "none"), ("id_token_hint", hint)), Does.ContainKey("code"));

        using var other = new HttpBrowser(Issuer);
        await party.SignInAsync(other, "dora", Installation.Password);
        Assert.That((await party.AskAsync(other, ("prompt", "none"), ("id_token_hint", hint)))["error"], Is.EqualTo("login_required"));
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_hint_signs_its_person_out_without_a_question_and_the_logout_token_names_them_alike()
    {
        using var browser = new HttpBrowser(Issuer);
        var party = Party("notified", "https://notified.example/callback");
        var hint = (await party.RedeemAsync((await party.SignInAsync(browser, "alice", Installation.Password))["code"])).IdToken;

        await browser.GoAsync("/logout?id_token_hint=" + hint);

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
        Assert.That(new JsonWebToken((await receiver.NextAsync()).Token).Subject, Is.EqualTo(new JsonWebToken(hint).Subject));
    }

    [Test, Category("OpenID Connect Registration §5")]
    public async Task Hosts_that_a_sector_document_joins_know_a_person_by_one_name()
    {
        web.Put("/sector", new WebDocument("""["https://one.example/callback", "https://two.example/callback"]"""));
        using var registrant = new Registrant(Issuer);
        using var browser = new HttpBrowser(Issuer);

        var one = await RegisteredAsync("https://one.example/callback");
        var two = await RegisteredAsync("https://two.example/callback");

        Assert.That(await SubjectAsync(browser, two), Is.EqualTo(await SubjectAsync(browser, one)));

        async Task<RelyingParty> RegisteredAsync(string callback)
        {
            var registered = await registrant.RegisterAsync(("redirect_uris", new JsonArray(callback)), ("subject_type", "pairwise"), ("sector_identifier_uri", web.Url("/sector")));
            Assert.That(registered.Status, Is.EqualTo(201), registered.Body);
            return new RelyingParty(Issuer, registered.Member("client_id")!, registered.Member("client_secret"), callback, "openid");
        }
    }

    [Category("OpenID Connect Registration §5")]
    [TestCase("""["https://elsewhere.example/callback"]""", 200, TestName = "A sector document that leaves a redirect URI out")]
    [TestCase("""{"redirect_uris": ["https://newcomer.example/callback"]}""", 200, TestName = "A sector document that is no array")]
    [TestCase("""["https://newcomer.example/callback", 7]""", 200, TestName = "A sector document with something else than strings")]
    [TestCase("""["https://newcomer.example/callback",""", 200, TestName = "A sector document that is no JSON")]
    [TestCase("""["https://newcomer.example/callback"]""", 404, TestName = "A sector document that is not there")]
    [TestCase("""["https://newcomer.example/callback"]""", 302, TestName = "A sector document behind a redirect")]
    public async Task Is_refused(string body, int status)
    {
        var path = "/" + Guid.NewGuid();
        web.Put("/good", new WebDocument("""["https://newcomer.example/callback"]"""));
        web.Put(path, new WebDocument(body) { Status = status, Location = status == 302 ? "/good" : null });
        using var registrant = new Registrant(Issuer);

        var answer = await registrant.RegisterAsync(("sector_identifier_uri", web.Url(path)));

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_client_metadata")), answer.Body);
    }

    [Test, Category("OpenID Connect Core §8.1")]
    public async Task Several_hosts_without_a_sector_document_are_refused()
    {
        using var registrant = new Registrant(Issuer);

        var answer = await registrant.RegisterAsync(("redirect_uris", new JsonArray("https://one.example/callback", "https://two.example/callback")), ("subject_type", "pairwise"));

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_client_metadata")), answer.Body);
    }

    [Category("CIBA §4"), Category("OpenID Connect Core §8.1")]
    [TestCase(true, "private_key_jwt", true, ExpectedResult = 201)]
    [TestCase(true, "private_key_jwt", false, ExpectedResult = 400)]
    [TestCase(true, "client_secret_basic", true, ExpectedResult = 400)]
    [TestCase(false, "private_key_jwt", true, ExpectedResult = 400)]
    public async Task<int> Without_redirect_URIs_the_address_of_the_keys_belongs_to_the_sector(bool byReference, string method, bool isListed)
    {
        var (keys, sector) = (web.Url("/" + Guid.NewGuid()), "/" + Guid.NewGuid());
        web.Put(sector, new WebDocument($"""["{(isListed ? keys : "https://newcomer.example/keys")}"]"""));
        using var registrant = new Registrant(Issuer);

        var answer = await registrant.RegisterAsync(("redirect_uris", null), ("response_types", new JsonArray()), ("subject_type", "pairwise"), ("sector_identifier_uri", web.Url(sector)),
            ("grant_types", new JsonArray("urn:ietf:params:oauth:grant-type:device_code")), ("token_endpoint_auth_method", method),
            byReference ? ("jwks_uri", keys) : ("jwks", JsonNode.Parse(Installation.Jwks(Installation.ClientKeys["ES256"]))));

        Assert.That(answer.Error, Is.EqualTo(answer.Status == 201 ? null : "invalid_client_metadata"), answer.Body);
        return answer.Status;
    }

    private RelyingParty Party(string clientId, string redirectUri) => new(Issuer, clientId, Installation.Secret, redirectUri, "openid offline_access");

    private static async Task<string> SubjectAsync(HttpBrowser browser, RelyingParty party) =>
        new JsonWebToken((await party.RedeemAsync((await party.SignInAsync(browser, "alice", Installation.Password))["code"])).IdToken).Subject;

    private static string Pairwise(string clientId, string redirectUri, string? more = null) => $$"""
        { "client_id": "{{clientId}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["{{redirectUri}}"], "subject_type": "pairwise", "consent": "implicit",
          "grant_types": ["authorization_code", "refresh_token"], "scope": "openid offline_access" {{(more is null ? "" : ", " + more)}} }
        """;
}
