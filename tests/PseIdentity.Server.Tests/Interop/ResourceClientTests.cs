using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>A shop, two APIs and the server of one of them, with npm <c>openid-client</c> and <c>oauth4webapi</c>.</summary>
internal sealed class ResourceClientTests : ProviderFixture
{
    private const string SignedWith = "ES256";

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With($$"""
            { "client_id": "signed-api", "client_secret": "{{Installation.Secret}}", "grant_types": [], "response_types": [],
              "resources": ["{{Installation.PaymentsApi}}"], "introspection_signed_response_alg": "{{SignedWith}}" }
            """),
    };

    [Test, Category("RFC 9396 §7")]
    [Category("RFC 8707 §2.2")]
    [Category("RFC 8693 §2.2.1")]
    public Task A_shop_has_a_payment_approved_and_calls_two_APIs_of_which_one_goes_on() => RunAsync("details-and-exchange", "payments-server", "openid payments settle ledger offline_access");

    [Test, Category("RFC 7662 §2.2")]
    [Category("RFC 9701 §5")]
    [Category("RFC 7009 §2.1")]
    public Task The_server_of_an_API_asks_about_tokens_until_they_are_revoked() => RunAsync("introspection", "signed-api", "openid payments offline_access");

    private Task<string> RunAsync(string script, string server, string scope) => NodeScenario.RunAsync(script, new
    {
        Issuer = IssuerName,
        ClientId = "merchant",
        ClientSecret = Installation.Secret,
        ServerId = server,
        ServerSecret = Installation.Secret,
        SignedWith,
        Resources = new[] { Installation.PaymentsApi, Installation.LedgerApi },
        RedirectUri = "http://localhost:9107/callback",
        Scope = scope,
        Username = "alice",
        Installation.Password,
    });
}
