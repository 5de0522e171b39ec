using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Storage.Clients;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Clients whose <c>client_id</c> is the address of their metadata (draft-ietf-oauth-client-id-metadata-document).</summary>
internal sealed class ClientDocumentTests : ClockedFixture
{
    private const string Draft = "Client ID Metadata Document §4";
    private const string Callback = "http://localhost:9500/callback";

    private readonly WebDocuments web = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts"] = web.Address.Authority, ["ClientDocuments:Hosts"] = web.Address.Authority },
    };

    [OneTimeTearDown]
    public async Task StopServer() => await web.DisposeAsync();

    [Test, Category(Draft)]
    public async Task A_client_is_known_by_its_document_asks_for_consent_and_says_where_it_comes_from()
    {
        var party = Serve("/app.json");
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(party.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        Assert.That(browser.PageName, Is.EqualTo("consent"));
        Assert.That(browser.TextOf("client-host"), Does.Contain(web.Address.Authority));
        await browser.PressAsync("consent-allow");

        var tokens = await party.RedeemAsync(party.Answer(browser)["code"]);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        var refreshed = await party.RefreshAsync(tokens.RefreshToken);

        Assert.That(refreshed.Status, Is.EqualTo(200), refreshed.Body);
        Assert.That((await party.UserInfoAsync(refreshed.AccessToken)).Status, Is.EqualTo(200));
    }

    [Category(Draft)]
    [TestCase("client_id", "\"http://127.0.0.1/other\"")]
    [TestCase("client_id", null)]
    [TestCase("client_secret", "\"a-secret-of-more-than-32-characters-00\"")]
    [TestCase("client_secret_expires_at", "0")]
    [TestCase("token_endpoint_auth_method", "\"client_secret_basic\"")]
    [TestCase("token_endpoint_auth_method", "\"private_key_jwt\"")]
    [TestCase("redirect_uris", "[\"/callback\"]")]
    [TestCase("redirect_uris", "\"http://localhost:9500/callback\"")]
    [TestCase("client_name", "\"\\u202e\"")]
    [TestCase("grant_types", "[\"authorization_code\", \"urn:ietf:params:oauth:grant-type:token-exchange\"]")]
    public async Task A_document_is_refused_for(string member, string? json)
    {
        var party = Serve($"/{Guid.NewGuid()}.json", (member, json is null ? null : JsonNode.Parse(json)));

        await AssertUnknownAsync(party.AuthorizeQuery());
    }

    [TestCase("""["http://localhost:9500/callback"]""", true)]
    [TestCase("""["http://localhost:9500/elsewhere"]""", false)]
    [Category("OpenID Connect Registration §5")]
    public async Task A_sector_of_others_is_not_for_documents_either(string listed, bool isKnown)
    {
        var sector = $"/{Guid.NewGuid()}";
        web.Put(sector, new WebDocument(listed));
        var party = Serve($"/{Guid.NewGuid()}.json", ("subject_type", "pairwise"), ("sector_identifier_uri", web.Url(sector)));

        await (isKnown ? AskAsync(party) : AssertUnknownAsync(party.AuthorizeQuery()));
    }

    [Category(Draft), Category("Client ID Metadata Document §6")]
    [TestCase(404, "application/json", 0)]
    [TestCase(302, "application/json", 0)]
    [TestCase(200, "text/html", 0)]
    [TestCase(200, "application/json", 6000)]
    public async Task An_answer_is_refused_with(int status, string type, int padding)
    {
        Serve("/good.json");
        var party = Serve($"/{Guid.NewGuid()}.json", answer => answer with { Status = status, ContentType = type, Body = answer.Body + new string(' ', padding), Location = status == 302 ? "/good.json" : null });

        await AssertUnknownAsync(party.AuthorizeQuery());
    }

    [Test, Category(Draft)]
    public async Task A_document_may_have_a_more_specific_type_of_JSON()
    {
        var party = Serve("/typed.json", answer => answer with { ContentType = "application/oauth-client+json; charset=utf-8" });
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(party.AuthorizeQuery());

        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    // RFC 3986 §5.2.4 and §6.2.2: what a fetch would change is another string for the same document.
    [Category("Client ID Metadata Document §3")]
    [TestCase("/a/../app.json")]
    [TestCase("/a/%2e%2E/app.json")]
    [TestCase("/./app.json")]
    [TestCase("/app.json#x")]
    [TestCase("")]
    public async Task An_address_is_refused_that_ends_in(string path)
    {
        Serve("/app.json");
        var id = web.Address.GetLeftPart(UriPartial.Authority) + path;

        await AssertUnknownAsync(Party(id).AuthorizeQuery());
    }

    [Category("Client ID Metadata Document §3")]
    [TestCase("http://user@{0}/app.json")]
    [TestCase("http://localhost:{1}/app.json", Description = "another host than the one that is named")]
    public async Task An_address_is_refused_that_looks_like(string format)
    {
        Serve("/app.json");

        await AssertUnknownAsync(Party(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, web.Address.Authority, web.Address.Port)).AuthorizeQuery());
    }

    [Test, Category("Client ID Metadata Document §4.2")]
    public async Task A_document_is_asked_for_as_often_as_its_cache_control_says_within_bounds()
    {
        var party = Serve("/cached.json", answer => answer with { CacheControl = "max-age=600" });
        await AskAsync(party);
        await AskAsync(party);
        Assert.That(web.TimesAsked("/cached.json"), Is.EqualTo(1));

        Pass(601);
        Serve("/cached.json", answer => answer with { CacheControl = "no-store" });
        await AskAsync(party);
        Assert.That(web.TimesAsked("/cached.json"), Is.EqualTo(2));

        await AskAsync(party);
        Assert.That(web.TimesAsked("/cached.json"), Is.EqualTo(2), "no-store is kept for the shortest time all the same");
        Pass(61);
        await AskAsync(party);
        Assert.That(web.TimesAsked("/cached.json"), Is.EqualTo(3));
    }

    [Test, Category("Client ID Metadata Document §4.2")]
    public async Task Callers_who_come_together_share_one_fetch_and_a_refusal_is_remembered_briefly()
    {
        var party = Party(web.Url("/late.json"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AssertUnknownAsync(party.AuthorizeQuery())));
        var asked = web.TimesAsked("/late.json");
        Assert.That(asked, Is.LessThanOrEqualTo(2));

        Serve("/late.json");
        await AssertUnknownAsync(party.AuthorizeQuery());
        Pass(61);

        await AskAsync(party);
        Assert.That(web.TimesAsked("/late.json"), Is.EqualTo(asked + 1));
    }

    [Test, Category(Draft)]
    public async Task A_changed_document_changes_the_client()
    {
        var party = Serve("/changing.json");
        await AskAsync(party);
        Serve("/changing.json", ("redirect_uris", new JsonArray("http://localhost:9501/elsewhere")));
        Pass(60 * 60 * 25);

        await AssertUnknownAsync(party.AuthorizeQuery());
    }

    [Test]
    public async Task An_operator_can_disable_a_client_of_a_document()
    {
        var party = Serve("/disabled.json");
        await AskAsync(party);
        await Provider.Services.GetRequiredService<ClientRegistry>().SetEnabledAsync(party.ClientId, false, CancellationToken.None);

        await AssertUnknownAsync(party.AuthorizeQuery());
    }

    [Test, Category("Client ID Metadata Document §5")]
    public async Task Discovery_says_that_documents_are_understood() =>
        Assert.That(await Provider.Http.GetStringAsync("/.well-known/oauth-authorization-server"), Does.Contain("\"client_id_metadata_document_supported\": true"));

    private async Task AskAsync(RelyingParty party)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(party.AuthorizeQuery());
        Assert.That(browser.PageName, Is.EqualTo("login"), browser.Page.Body?.TextContent);
    }

    private async Task AssertUnknownAsync(string query)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(query);
        Assert.That(browser.Left, Is.Null);
        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.BadRequest), browser.PageName);
        Assert.That(browser.TextOf("error-code"), Is.EqualTo("invalid_request"));
    }

    private RelyingParty Serve(string path, params (string Name, JsonNode? Value)[] changes) => Serve(path, static answer => answer, changes);

    private RelyingParty Serve(string path, Func<WebDocument, WebDocument> change, params (string Name, JsonNode? Value)[] changes)
    {
        var id = web.Url(path);
        var document = new JsonObject
        {
            ["client_id"] = id,
            ["client_name"] = "Helper",
            ["redirect_uris"] = new JsonArray(Callback),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
        };
        foreach (var (name, value) in changes)
            if (value is null)
                document.Remove(name);
            else
                document[name] = value;
        web.Put(path, change(new WebDocument(document.ToJsonString())));
        return Party(id);
    }

    private RelyingParty Party(string id) => new(Issuer, id, null, Callback, "openid offline_access");
}
