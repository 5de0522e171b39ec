using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>What the metadata says with true and false: each member is asked for, and the provider does what it says.</summary>
internal sealed class AdvertisedSwitchesTests : AdvertisedFixture
{
    private readonly RequestObjectPlace place = new();
    private readonly LogoutReceiver receiver = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(
            Client("referring", $"\"jwks\": {Installation.Jwks(Installation.ClientKeys["ES256"])}, \"request_uris\": [\"{place.Address}registered\"]"),
            Client("told", $"\"backchannel_logout_uri\": \"{receiver.Address}told\", \"backchannel_logout_session_required\": true"),
            Client("framed", "\"frontchannel_logout_uri\": \"http://localhost:9123/front\", \"frontchannel_logout_session_required\": true")),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts"] = $"{place.Address.Authority},{receiver.Address.Authority}" },
    };

    [OneTimeTearDown]
    public async Task StopServers()
    {
        await place.DisposeAsync();
        await receiver.DisposeAsync();
    }

    private static IEnumerable<string> Switches =>
        DiscoveryDocument.Json.EnumerateObject().Where(m => m.Value.ValueKind is JsonValueKind.True or JsonValueKind.False).Select(m => m.Name);

    private Dictionary<string, Func<Task<bool>>> Done => new()
    {
        ["claims_parameter_supported"] = async () => (await IdTokenAsync(("claims", """{"id_token":{"email":null}}"""))).Names().Contains("email"),
        ["request_parameter_supported"] = TakesAnObjectAsync,
        ["request_uri_parameter_supported"] = async () => await ReferAsync("registered"),
        ["require_request_uri_registration"] = async () => !await ReferAsync("unregistered") && Alice.TextOf("error-code") == "invalid_request_uri",
        ["require_signed_request_object"] = async () => !(await Portal.AskAsync(Alice)).ContainsKey("code"),
        ["require_pushed_authorization_requests"] = async () => !(await Portal.AskAsync(Alice)).ContainsKey("code"),
        ["authorization_response_iss_parameter_supported"] = async () => (await Portal.AskAsync(Alice)).GetValueOrDefault("iss") == IssuerName,
        ["client_id_metadata_document_supported"] = KnowsAnAddressAsync,
        ["tls_client_certificate_bound_access_tokens"] = async () => (await Registrant.RegisterAsync(("tls_client_certificate_bound_access_tokens", true))).Status == 201,
        ["backchannel_logout_supported"] = async () => (await LogoutTokenAsync()).Names().Contains("events"),
        ["backchannel_logout_session_supported"] = async () => (await LogoutTokenAsync()).Names().Contains("sid"),
        ["frontchannel_logout_supported"] = async () => (await FrameAsync()).AbsolutePath == "/front",
        ["frontchannel_logout_session_supported"] = async () => QueryHelpers.ParseQuery((await FrameAsync()).Query).ContainsKey("sid"),
        ["backchannel_user_code_parameter_supported"] = async () => (await Installation.CallCentre(Issuer).BeginCibaAsync(("user_code", "1234"))).Status == 200,
    };

    [TestCaseSource(nameof(Switches)), Category("RFC 8414 §2")]
    public async Task The_provider_does_what_it_says_about(string member) =>
        Assert.That(await Done[member](), Is.EqualTo(DiscoveryDocument.Json.GetProperty(member).GetBoolean()));

    private async Task<JsonWebToken> IdTokenAsync(params (string, string?)[] changes) => new((await Portal.RedeemAsync((await Portal.AskAsync(Alice, changes))["code"])).IdToken);

    private async Task<bool> TakesAnObjectAsync()
    {
        var client = Installation.Signing("ES256", Issuer);
        await Alice.GoAsync($"/authorize?client_id={client.ClientId}&request={Signed(client)}");
        return Alice.Left is not null && client.Answer(Alice).ContainsKey("code");
    }

    private async Task<bool> ReferAsync(string path)
    {
        var client = Party("referring");
        place.Holds = (Signed(client), "application/oauth-authz-req+jwt");
        await Alice.GoAsync($"/authorize?client_id={client.ClientId}&request_uri={Uri.EscapeDataString(place.Address + path)}");
        return Alice.Left is not null && client.Answer(Alice).ContainsKey("code");
    }

    private async Task<bool> KnowsAnAddressAsync()
    {
        await Alice.GoAsync(Portal.AuthorizeQuery(("client_id", "https://client.example/app")));
        return Alice.PageName != "error";
    }

    private async Task<JsonWebToken> LogoutTokenAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        await SignOutAsync(browser, Party("told"));
        return new JsonWebToken((await receiver.NextAsync()).Token);
    }

    private async Task<Uri> FrameAsync()
    {
        using var browser = new HttpBrowser(Issuer);
        await SignOutAsync(browser, Party("framed"));
        return new Uri(browser.Page.QuerySelectorAll("iframe").Single().GetAttribute("src")!);
    }

    private static async Task SignOutAsync(HttpBrowser browser, RelyingParty party)
    {
        var tokens = await party.TokensAsync(browser, "dora", Installation.Password);
        await browser.GoAsync("/logout?id_token_hint=" + tokens.IdToken);
    }

    private string Signed(RelyingParty client) =>
        new SignedRequest(Installation.ClientKeys["ES256"], client.ClientId, IssuerName, DateTimeOffset.UtcNow, client.AuthorizeParameters()).Sign();

    private RelyingParty Party(string name) => new(Issuer, name, Installation.Secret, "http://localhost:9123/callback", "openid");

    private static string Client(string name, string members) => $$"""
        { "client_id": "{{name}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9123/callback"], "scope": "openid", "consent": "implicit", {{members}} }
        """;
}
