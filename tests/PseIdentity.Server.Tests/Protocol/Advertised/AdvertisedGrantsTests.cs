using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>Grants, what clients authenticate with for them, and how decoupled ones are delivered.</summary>
internal sealed class AdvertisedGrantsTests : AdvertisedFixture
{
    private readonly PingReceiver receiver = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With($$"""
            { "client_id": "ping-desk", "client_secret": "{{Installation.Secret}}", "client_name": "Ping desk", "response_types": [], "backchannel_token_delivery_mode": "ping",
              "backchannel_client_notification_endpoint": "{{receiver.Address}}ping", "grant_types": ["urn:openid:params:grant-type:ciba"], "scope": "openid" }
            """),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = receiver.Address.Authority },
    };

    [OneTimeTearDown]
    public Task StopReceiver() => receiver.DisposeAsync().AsTask();

    private static IEnumerable<string> GrantTypes => DiscoveryDocument.Of("grant_types_supported");

    private static IEnumerable<string> OtherGrantTypes => DiscoveryDocument.NotOf("grant_types_supported",
        "authorization_code", "implicit", "password", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer", Decoupled.DeviceGrant, Exchanges.GrantType, Decoupled.CibaGrant, "Authorization_Code");

    private Dictionary<string, Func<Task<TokenAnswer>>> Given => new()
    {
        ["authorization_code"] = TokensAsync,
        ["refresh_token"] = async () => await Portal.RefreshAsync((await TokensAsync()).RefreshToken),
        ["client_credentials"] = () => Installation.Service(Issuer).TokenAsync(("grant_type", "client_credentials")),
        [Exchanges.GrantType] = async () => await Exchanges.ExchangeAsync(Installation.PaymentsServer(Issuer), await Exchanges.SubjectAsync(Installation.Merchant(Issuer), Issuer)),
        [Decoupled.DeviceGrant] = ConnectDeviceAsync,
        [Decoupled.CibaGrant] = PollAsync,
    };

    [TestCaseSource(nameof(GrantTypes)), Category("RFC 6749 §1.3")]
    public async Task The_grant_is_given(string grant)
    {
        var answer = await Given[grant]();

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        Assert.That(answer.AccessToken, Is.Not.Empty);
    }

    [TestCaseSource(nameof(OtherGrantTypes)), Category("RFC 6749 §5.2")]
    public async Task The_grant_is_refused(string grant) =>
        Assert.That((await Portal.TokenAsync(("grant_type", grant), ("username", "alice"), ("password", Installation.Password))).Error, Is.EqualTo("unsupported_grant_type"));

    [TestCaseSource(nameof(OtherGrantTypes)), Category("RFC 7591 §2")]
    public Task No_client_registers_for_the_grant(string grant) => AssertNotRegistrableAsync("grant_types", ("grant_types", new JsonArray("authorization_code", grant)));

    private static IEnumerable<string> Endpoints => ["token", "revocation", "introspection"];

    private static IEnumerable<TestCaseData> AuthenticationMethods =>
        from endpoint in Endpoints
        from method in DiscoveryDocument.Of(endpoint + "_endpoint_auth_methods_supported")
        select new TestCaseData(endpoint, method);

    private Dictionary<string, Func<(RelyingParty, (string, string?)[])>> Authenticated => new()
    {
        ["none"] = () => (Installation.BrowserApp(Issuer), []),
        ["client_secret_basic"] = () => (Installation.Service(Issuer), []),
        ["client_secret_post"] = () => (new RelyingParty(Issuer, "post-service", null, "", ""), [("client_secret", Installation.Secret)]),
        ["client_secret_jwt"] = () => (new RelyingParty(Issuer, "mac-service", null, "", ""), ClientAssertion.Fields(MacAssertion("HS256"))),
        ["private_key_jwt"] = () => (Installation.Signing("ES256", Issuer), ClientAssertion.Fields(Assertion("ES256").Sign())),
    };

    [TestCaseSource(nameof(AuthenticationMethods)), Category("OpenID Connect Core §9")]
    public async Task A_client_authenticates_by(string endpoint, string method)
    {
        var (client, credentials) = Authenticated[method]();

        var answer = endpoint switch
        {
            "revocation" => await client.PostAsync("/revoke", [("token", "unknown"), .. credentials]),
            "introspection" => await client.PostAsync("/introspect", [("token", "unknown"), .. credentials]),
            _ when method == "none" => await client.RedeemAsync((await client.AskAsync(Alice))["code"]),
            _ => await client.TokenAsync([("grant_type", "client_credentials"), .. credentials]),
        };

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test, Category("RFC 7662 §2.1")]
    public async Task A_client_that_only_says_its_name_learns_nothing_about_tokens()
    {
        Assert.That(DiscoveryDocument.Of("introspection_endpoint_auth_methods_supported"), Does.Not.Contain("none"));

        var answer = await Installation.BrowserApp(Issuer).PostAsync("/introspect", [("token", "unknown")]);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((401, "invalid_client")));
    }

    // The methods with certificates are there where the second address is: SenderConstraint/MutualTlsTests.
    private static IEnumerable<string> OtherAuthenticationMethods => DiscoveryDocument.NotOf("token_endpoint_auth_methods_supported",
        "none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth");

    [TestCaseSource(nameof(OtherAuthenticationMethods)), Category("RFC 7591 §2")]
    public Task No_client_registers_for_the_method(string method) => AssertNotRegistrableAsync("token_endpoint_auth_method",
        ("token_endpoint_auth_method", method), ("tls_client_auth_san_dns", method == "tls_client_auth" ? "client.example" : null));

    private static IEnumerable<string> DeliveryModes => DiscoveryDocument.Of("backchannel_token_delivery_modes_supported");

    private static IEnumerable<string> OtherDeliveryModes => DiscoveryDocument.NotOf("backchannel_token_delivery_modes_supported", "poll", "ping", "push");

    [TestCaseSource(nameof(DeliveryModes)), Category("CIBA §5")]
    public async Task Tokens_are_delivered_by(string mode)
    {
        var deliver = new Dictionary<string, Func<Task<TokenAnswer>>> { ["poll"] = PollAsync, ["ping"] = PingAsync };

        var answer = await deliver[mode]();

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [TestCaseSource(nameof(OtherDeliveryModes)), Category("CIBA §4")]
    public Task No_client_registers_for_delivery_by(string mode) => AssertNotRegistrableAsync("backchannel_token_delivery_mode",
        ("grant_types", new JsonArray(Decoupled.CibaGrant)), ("response_types", new JsonArray()), ("redirect_uris", null),
        ("backchannel_token_delivery_mode", mode), ("backchannel_client_notification_endpoint", "https://client.example/notify"));

    private async Task<TokenAnswer> ConnectDeviceAsync()
    {
        var television = Installation.Television(Issuer);
        var codes = await television.BeginDeviceAsync();
        await Alice.DecideDeviceAsync(codes.Need("user_code"));
        return await television.PollDeviceAsync(codes.Need("device_code"));
    }

    private Task<TokenAnswer> PollAsync() => ApproveAsync(Installation.CallCentre(Issuer));

    private async Task<TokenAnswer> PingAsync()
    {
        var desk = new RelyingParty(Issuer, "ping-desk", Installation.Secret, "", "openid");
        var authReqId = await ApprovedAsync(desk, ("client_notification_token", "a-notification-token-of-our-own"));
        Assert.That((await receiver.NextAsync()).Body, Does.Contain(authReqId));
        return await desk.PollCibaAsync(authReqId);
    }

    private async Task<TokenAnswer> ApproveAsync(RelyingParty desk) => await desk.PollCibaAsync(await ApprovedAsync(desk));

    private async Task<string> ApprovedAsync(RelyingParty desk, params (string, string?)[] changes)
    {
        var message = $"advertised {Guid.NewGuid().ToString("N")[..8]}";
        var answer = await desk.BeginCibaAsync([("binding_message", message), .. changes]);
        await Alice.DecideCibaAsync(await MailInbox.LinkInFolderAsync(Path.Combine(Provider.DataDirectory, "mail"), message));
        return answer.Need("auth_req_id");
    }
}
