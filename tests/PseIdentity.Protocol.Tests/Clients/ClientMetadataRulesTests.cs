using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Protocol.Tests.Clients;

[Parallelizable(ParallelScope.All)]
public sealed class ClientMetadataRulesTests
{
    private const string Secret = "a-secret-of-more-than-32-characters-00";

    private static readonly ClientMetadataRules Rules = MemoryProtocol.ClientRules();

    private static ClientMetadata Valid => new()
    {
        ClientName = "Portal",
        RedirectUris = ["https://portal.example/callback"],
        GrantTypes = ["authorization_code", "refresh_token"],
        Scope = "openid profile",
    };

    [Test]
    public void A_valid_client_breaks_no_rule() => Assert.That(Rules.Check(Valid, Secret), Is.Empty);

    [TestCase("https://portal.example/callback?dummy=1")]
    [TestCase("http://localhost:8080/callback")]
    [TestCase("http://127.0.0.1/callback")]
    [TestCase("http://[::1]:3000/callback")]
    public void These_are_redirect_uris(string uri) => Assert.That(Broken(Valid with { RedirectUris = [uri] }), Is.Empty);

    [TestCase("/callback", "redirect_uri.absolute")]
    [TestCase("portal.example/callback", "redirect_uri.absolute")]
    [TestCase("https://portal.example/#top", "redirect_uri.fragment")]
    [TestCase("https://portal.example/cb?iss=x", "redirect_uri.parameter")]
    [TestCase("https://portal.example/cb?a=1&st%61te=x", "redirect_uri.parameter")]
    [TestCase("https://portal.example/cb?response=x", "redirect_uri.parameter")]
    [TestCase("https://*.portal.example/cb", "redirect_uri.wildcard")]
    [TestCase("https://user@portal.example/cb", "redirect_uri.user")]
    [TestCase("https://portal.example/a/../b", "redirect_uri.dot_segments")]
    [TestCase("https://portal.example/a/%2E%2e/b", "redirect_uri.dot_segments")]
    [TestCase("https://portal.example/ä", "redirect_uri.characters")]
    [TestCase("https://portal.example/a b", "redirect_uri.characters")]
    [TestCase("http://portal.example/cb", "redirect_uri.https")]
    [TestCase("http://127.0.0.1.portal.example/cb", "redirect_uri.https")]
    [TestCase("com.example.app:/cb", "redirect_uri.scheme")]
    [TestCase("javascript:alert(1)", "redirect_uri.scheme")]
    public void These_are_not(string uri, string rule) =>
        Assert.That(Broken(Valid with { RedirectUris = ["https://portal.example/first", uri] }), Is.EqualTo(new[] { ("redirect_uris[1]", rule) }));

    [Test, Category("RFC 8252 §7.1")]
    public void A_native_client_may_have_a_scheme_of_its_own_that_is_a_reversed_domain_name()
    {
        Assert.That(Broken(Valid with { ApplicationType = "native", RedirectUris = ["com.example.app:/cb"] }), Is.Empty);
        Assert.That(Broken(Valid with { ApplicationType = "native", RedirectUris = ["myapp:/cb"] }), Is.EqualTo(new[] { ("redirect_uris[0]", "redirect_uri.private_scheme") }));
    }

    [Test]
    public void On_a_developers_machine_plain_http_may_go_anywhere() =>
        Assert.That(MemoryProtocol.ClientRules(development: true).Check(Valid with { RedirectUris = ["http://portal.test/cb"] }, Secret), Is.Empty);

    [Category("Front-Channel Logout §2")]
    [TestCase("https://portal.example/front", null)]
    [TestCase("https://PORTAL.example:443/front?tenant=1", null)]
    [TestCase("http://portal.example/front", "address.https")]
    [TestCase("https://portal.example/front#top", "address.fragment")]
    [TestCase("https://portal.example:8443/front", "frontchannel.origin")]
    [TestCase("https://other.example/front", "frontchannel.origin")]
    [TestCase("https://portal.example/front?sid=1", "frontchannel.parameter")]
    [TestCase("https://portal.example/front?a=1&i%73s=1", "frontchannel.parameter")]
    public void A_front_channel_address_is_on_an_origin_of_the_client(string uri, string? rule) =>
        Assert.That(Broken(Valid with { FrontchannelLogoutUri = uri }), Is.EqualTo(rule is null ? [] : new[] { ("frontchannel_logout_uri", rule) }));

    [Test, Category("RFC 7591 §2.1")]
    public void Grant_types_and_response_types_agree()
    {
        Assert.That(Broken(Valid with { ResponseTypes = [] }), Is.EqualTo(new[] { ("response_types", "grants.inconsistent") }));
        Assert.That(Broken(Valid with { GrantTypes = ["client_credentials"] }), Is.EqualTo(new[] { ("response_types", "grants.inconsistent") }));
        Assert.That(Broken(Valid with { GrantTypes = ["client_credentials", "refresh_token"], ResponseTypes = [] }), Is.EqualTo(new[] { ("grant_types", "grants.refresh_alone") }));
        Assert.That(Broken(Valid with { RedirectUris = [] }), Is.EqualTo(new[] { ("redirect_uris", "redirect_uri.missing") }));
        Assert.That(Broken(Valid with { GrantTypes = ["authorization_code", "password"] }), Is.EqualTo(new[] { ("grant_types[1]", "value.unknown") }));
    }

    [TestCase("client_secret_basic", null, "client_secret", "secret.missing")]
    [TestCase("client_secret_post", "too short", "client_secret", "secret.short")]
    [TestCase("client_secret_post", "a-secret-of-more-than-32-characters-ä0", "client_secret", "secret.characters")]
    [TestCase("none", Secret, "client_secret", "secret.unused")]
    [TestCase("private_key_jwt", null, "jwks", "jwks.missing")]
    [TestCase("client_secret_saml", Secret, "token_endpoint_auth_method", "value.unknown")]
    public void A_client_authenticates_in_a_way_that_works(string method, string? secret, string member, string rule) =>
        Assert.That(Rules.Check(Valid with { TokenEndpointAuthMethod = method }, secret).Select(broken => (broken.Member, broken.Rule)),
            Is.EqualTo(new[] { (member, rule) }));

    [Test, Category("RFC 6749 §4.4")]
    public void A_public_client_has_no_client_credentials() =>
        Assert.That(Rules.Check(Valid with { TokenEndpointAuthMethod = "none", GrantTypes = ["authorization_code", "client_credentials"] }, null).Single().Rule,
            Is.EqualTo("grants.public"));

    [TestCase("""{ "keys": [] }""", "jwks.empty")]
    [TestCase("""[]""", "jwks.shape")]
    [TestCase("""{ "keys": [ { "kty": "RSA", "n": "sXch", "e": "AQAB" } ] }""", "jwks.key")]
    [TestCase("""{ "keys": [ { "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI" } ] }""", "jwks.private")]
    public void Keys_are_public_and_strong(string jwks, string rule) =>
        Assert.That(Broken(Valid with { Jwks = JsonDocument.Parse(jwks).RootElement }).Select(broken => broken.Rule), Is.EqualTo(new[] { rule }));

    [Test]
    public void Every_other_member_has_its_rule()
    {
        var wrong = Valid with
        {
            Scope = "openid  \"x\"",
            ClientName = " ",
            JwksUri = "http://portal.example/jwks",
            LogoUri = "portal.png",
            BackchannelLogoutUri = "https://portal.example/logout#x",
            AllowedCorsOrigins = ["https://portal.example/", "null"],
            Resources = ["api"],
            Consent = "never",
            SecurityProfile = "fapi3",
            ApplicationType = "mobile",
            SubjectType = "private",
            InitiateLoginUri = "http://localhost/login",
            SectorIdentifierUri = "http://portal.example/sector",
            IdTokenSignedResponseAlg = "none",
            AccessTokenSignedResponseAlg = "HS256",
            TokenEndpointAuthSigningAlg = "HS1",
            DefaultAcrValues = ["1"],
            DefaultMaxAge = -1,
            AccessTokenLifetime = 1,
            IdTokenLifetime = 100_000,
            RefreshRetrySeconds = -1,
            PostLogoutRedirectUris = ["/signed-out"],
        };

        Assert.That(Broken(wrong).Select(broken => broken.Member).Distinct(), Is.EquivalentTo(new[]
        {
            "scope", "client_name", "jwks_uri", "logo_uri", "backchannel_logout_uri", "allowed_cors_origins[0]", "allowed_cors_origins[1]", "resources[0]", "consent",
            "security_profile", "application_type", "subject_type", "initiate_login_uri", "sector_identifier_uri", "id_token_signed_response_alg", "access_token_signed_response_alg", "token_endpoint_auth_signing_alg",
            "default_acr_values[0]", "default_max_age", "access_token_lifetime", "id_token_lifetime", "refresh_retry_seconds", "post_logout_redirect_uris[0]",
        }));
    }

    private static ClientMetadata Bank => new()
    {
        RedirectUris = ["https://bank.example/callback"],
        Scope = "openid",
        SecurityProfile = "fapi2",
        TokenEndpointAuthMethod = "private_key_jwt",
        JwksUri = "https://bank.example/keys",
        DpopBoundAccessTokens = true,
        IdTokenSignedResponseAlg = "ES256",
    };

    [Category("FAPI 2.0 §5.3.2.2"), Category("RFC 8252 §8.3")]
    [TestCase("https://bank.example/callback", "web", true)]
    [TestCase("https://bank.example/callback", "native", true)]
    [TestCase("http://127.0.0.1/callback", "native", true)]
    [TestCase("http://[::1]/callback", "native", true)]
    [TestCase("http://127.0.0.1/callback", "web", false)]
    [TestCase("http://localhost/callback", "native", false)]
    [TestCase("com.example.app:/callback", "native", false)]
    [TestCase("com.example.app://127.0.0.1/callback", "native", false)]
    public void A_redirect_URI_of_the_profile_is_https_or_on_a_loopback_address_of_a_native_client(string uri, string type, bool isOne) =>
        Assert.That(Rules.Check(Bank with { RedirectUris = [uri], ApplicationType = type }, null).Select(broken => broken.Member), Is.EqualTo(isOne ? [] : new[] { "redirect_uris[0]" }));

    [Category("FAPI-CIBA §5.2.2")]
    [TestCase("ES256", true)]
    [TestCase("PS256", true)]
    [TestCase("RS256", false)]
    [TestCase(null, false)]
    public void Decoupled_requests_of_the_profile_are_signed(string? algorithm, bool fits) =>
        Assert.That(Rules.Check(Bank with
        {
            GrantTypes = ["authorization_code", "urn:openid:params:grant-type:ciba"],
            BackchannelTokenDeliveryMode = "poll",
            BackchannelAuthenticationRequestSigningAlg = algorithm,
        }, null).Select(broken => broken.Member), Is.EqualTo(fits ? [] : new[] { "backchannel_authentication_request_signing_alg" }));

    [TestCase("fapi2", "ES256")]
    [TestCase("baseline", "RS256")]
    [Category("RFC 9701 §6"), Category("FAPI 2.0 §5.4.1")]
    public void An_introspection_answer_is_signed_as_the_profile_allows(string profile, string algorithm) =>
        Assert.That(Protection.OfIntrospection(new Client("api", Bank with { SecurityProfile = profile }, [])).SignedAlg, Is.EqualTo(algorithm));

    [Test, Category("RFC 8705 §2.1.2")]
    public void A_subject_of_a_certificate_is_for_the_method_that_compares_it()
    {
        Assert.That(Broken(Valid with { TlsClientAuthSubjectDn = "CN=x" }), Is.EqualTo(new[] { ("tls_client_auth_subject_dn", "tls.unused") }));
        Assert.That(Broken(Valid with { TlsClientAuthSanDns = "client.example" }), Is.EqualTo(new[] { ("tls_client_auth_san_dns", "tls.unused") }));
    }

    [Test, Category("RFC 7517 §5")]
    public void A_key_set_by_value_has_a_limit()
    {
        var keys = string.Join(',', Enumerable.Repeat("{}", 21));

        Assert.That(Broken(Valid with { Jwks = JsonDocument.Parse($$"""{"keys":[{{keys}}]}""").RootElement }), Is.EqualTo(new[] { ("jwks.keys", "jwks.many") }));
    }

    [Test, Category("RFC 7517 §5")]
    public async Task Keys_of_so_many_addresses_are_remembered_and_no_more()
    {
        using var http = new GuardedHttp(Options.Create(new OutboundOptions()), TimeProvider.System, NullLogger<GuardedHttp>.Instance);
        var keys = new ClientKeys(http, TimeProvider.System) { MostRemembered = 3 };

        for (var i = 0; i < 8; i++)
            Assert.That(await keys.HoldAsync(new Client("c", Valid with { JwksUri = $"https://127.0.0.1:1/{i}" }, []), "x", CancellationToken.None), Is.False);

        Assert.That(keys.Remembered, Is.EqualTo(3));
    }

    [Test, Category("RFC 7591 §3.2.2")]
    public void A_wrong_redirect_uri_has_an_error_code_of_its_own()
    {
        Assert.That(Rules.Check(Valid with { RedirectUris = ["/x"] }, Secret).Single().ErrorCode, Is.EqualTo("invalid_redirect_uri"));
        Assert.That(Rules.Check(Valid with { Consent = "x" }, Secret).Single().ErrorCode, Is.EqualTo("invalid_client_metadata"));
    }

    private static IEnumerable<(string Member, string Rule)> Broken(ClientMetadata client) =>
        Rules.Check(client, Secret).Select(broken => (broken.Member, broken.Rule));
}
