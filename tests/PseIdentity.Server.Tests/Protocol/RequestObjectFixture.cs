using System.Net;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Clients that sign their requests, and a place from which a request can be fetched.</summary>
internal abstract class RequestObjectFixture : ClockedFixture
{
    protected const string ClientId = "signing-requests";
    protected const string Strict = "signing-strictly";

    protected SigningKey Key { get; } = SigningKey.Generate("PS256");

    protected readonly RequestObjectPlace place = new();
    protected RelyingParty party = null!;
    protected HttpBrowser browser = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(Registration(ClientId, "\"require_signed_request_object\": false"), Registration(Strict, "\"require_signed_request_object\": true, \"request_object_signing_alg\": \"PS256\"")),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = place.Address.Authority },
    };

    protected string Registration(string id, string more) => $$"""
        { "client_id": "{{id}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9111/callback", "http://localhost:9111/callback?dummy1=lorem&dummy2=ipsum"],
          "scope": "openid profile payments", "consent": "implicit", "jwks": {{Installation.Jwks(Key)}}, "request_uris": ["{{place.Address}}object#hash", "{{place.Address}}other"], {{more}} }
        """;

    [OneTimeTearDown]
    public async Task ClosePlace()
    {
        Key.Dispose();
        await place.DisposeAsync();
    }

    [SetUp]
    public void Open() => (party, browser) = (Party(ClientId), new HttpBrowser(Issuer));

    [TearDown]
    public void Close()
    {
        party.Dispose();
        browser.Dispose();
    }

    protected async Task IsFetchedOnceAsync(string type)
    {
        var before = place.Asked;
        place.Holds = (Valid().Sign(), type);

        await browser.GoAsync(ByReference("object#hash"));
        Assert.That(browser.PageName, Is.EqualTo("login"));
        place.Holds = ("gone", "text/plain");

        Assert.That(await SignInAsync(), Does.ContainKey("code"));
        Assert.That(place.Asked - before, Is.EqualTo(1), "never again when the person comes back");
    }

    protected RelyingParty Party(string id) => new(Issuer, id, Installation.Secret, "http://localhost:9111/callback", "openid profile");

    protected SignedRequest Valid(RelyingParty? of = null) => new(Key, (of ?? party).ClientId, IssuerName, Clock.GetUtcNow(), (of ?? party).AuthorizeParameters());

    protected static string ByValue(SignedRequest request) => $"/authorize?client_id={request.ClientId}&request={request.Sign()}";

    protected string ByReference(string path) => $"/authorize?client_id={ClientId}&request_uri={Uri.EscapeDataString(place.Address + path)}";

    protected async Task<Dictionary<string, string>> SignInAsync()
    {
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        return party.Answer(browser);
    }

    protected void AssertShown(string code) =>
        Assert.Multiple(() =>
        {
            Assert.That(browser.Left, Is.Null, "never a redirect");
            Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(browser.TextOf("error-code"), Is.EqualTo(code));
        });
}
