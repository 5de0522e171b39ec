using System.Collections;
using System.Net;
using System.Reflection;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>The metadata as such (OpenID Connect Discovery §3 and §4, RFC 8414 §2 and §3). That it tells the truth is shown by <see cref="AdvertisedFixture"/>.</summary>
internal sealed class DiscoveryTests : ProviderFixture
{
    // RFC 8414 §2, OpenID Connect Discovery §3, RP-Initiated Logout §2.1, Back-Channel Logout §2.1, RFC 9207 §3, RFC 8628 §4, RFC 8705 §3.3 and §5, RFC 9101 §10.5, RFC 9126 §5, RFC 9396 §10, RFC 9449 §5.1, RFC 9701 §7, JARM §4, Front-Channel Logout §3, Session Management §3.3, CIBA §4, Initiating User Registration 1.0 §4: certification warns of others.
    private static readonly string[] Registered =
    [
        "issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "revocation_endpoint", "registration_endpoint", "end_session_endpoint", "scopes_supported", "claims_supported",
        "response_types_supported", "response_modes_supported", "grant_types_supported", "prompt_values_supported", "acr_values_supported", "subject_types_supported",
        "code_challenge_methods_supported", "id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported",
        "revocation_endpoint_auth_methods_supported", "introspection_endpoint", "introspection_endpoint_auth_methods_supported",
        "introspection_endpoint_auth_signing_alg_values_supported", "introspection_signing_alg_values_supported", "introspection_encryption_alg_values_supported",
        "introspection_encryption_enc_values_supported", "id_token_encryption_alg_values_supported", "id_token_encryption_enc_values_supported",
        "userinfo_signing_alg_values_supported", "userinfo_encryption_alg_values_supported", "userinfo_encryption_enc_values_supported",
        "revocation_endpoint_auth_signing_alg_values_supported", "display_values_supported", "ui_locales_supported", "claim_types_supported",
        "authorization_details_types_supported", "claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported", "authorization_response_iss_parameter_supported",
        "pushed_authorization_request_endpoint", "require_pushed_authorization_requests", "require_request_uri_registration",
        "require_signed_request_object", "request_object_signing_alg_values_supported", "authorization_signing_alg_values_supported",
        "authorization_encryption_alg_values_supported", "authorization_encryption_enc_values_supported",
        "client_id_metadata_document_supported", "dpop_signing_alg_values_supported", "tls_client_certificate_bound_access_tokens", "mtls_endpoint_aliases", "check_session_iframe",
        "backchannel_logout_supported", "backchannel_logout_session_supported", "frontchannel_logout_supported", "frontchannel_logout_session_supported",
        "device_authorization_endpoint", "backchannel_authentication_endpoint",
        "backchannel_token_delivery_modes_supported", "backchannel_authentication_request_signing_alg_values_supported", "backchannel_user_code_parameter_supported",
    ];

    [Test, Category("OpenID Connect Discovery §4.2")]
    public async Task The_document_is_the_reviewed_one()
    {
        var current = (await Provider.Http.GetStringAsync("/.well-known/openid-configuration")).Replace(IssuerName, DiscoveryDocument.PlaceOfIssuer, StringComparison.Ordinal);

        Repository.Holds("tests/PseIdentity.Server.Tests/Protocol/Advertised/discovery.json", current.Trim() + "\n");
    }

    [Test, Category("RFC 8414 §3")]
    public async Task Both_well_known_addresses_serve_the_same_document()
    {
        var openId = await Provider.Http.GetByteArrayAsync("/.well-known/openid-configuration");

        Assert.That(await Provider.Http.GetByteArrayAsync("/.well-known/oauth-authorization-server"), Is.EqualTo(openId));
    }

    [Category("OpenID Connect Discovery §4.2")]
    [TestCase("/.well-known/openid-configuration", "application/json", "public, max-age=3600")]
    [TestCase("/.well-known/oauth-authorization-server", "application/json", "public, max-age=3600")]
    [TestCase("/.well-known/jwks.json", "application/jwk-set+json", "public, max-age=900")]
    public async Task A_document_says_what_it_is_and_how_long_it_may_be_kept(string path, string type, string cache)
    {
        using var response = await Provider.Http.GetAsync(path);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(type));
        Assert.That(string.Join(", ", response.Headers.GetValues("Cache-Control")), Is.EqualTo(cache));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
    }

    [Test, Category("RFC 9110 §9.3.2")]
    public async Task HEAD_answers_like_GET_without_the_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/.well-known/openid-configuration");
        using var response = await Provider.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentLength, Is.GreaterThan(500));
    }

    [Test, Category("RFC 8414 §2")]
    public void Every_member_is_registered() => Assert.That(DiscoveryDocument.Json.EnumerateObject().Select(m => m.Name), Is.SubsetOf(Registered));

    [Test, Category("RFC 8414 §2")]
    public void Every_list_has_cases_that_perform_it()
    {
        var fixtures = typeof(AdvertisedFixture).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AdvertisedFixture)));
        foreach (var source in fixtures.SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.NonPublic)).Where(p => p.PropertyType.IsAssignableTo(typeof(IEnumerable))))
            foreach (var _ in (IEnumerable)source.GetValue(null)!)
            {
            }

        Assert.That(DiscoveryDocument.Json.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Array).Select(m => m.Name), Is.SubsetOf(DiscoveryDocument.WithCases));
    }

    [Test, Category("OpenID Connect Discovery §3")]
    public void No_value_is_named_twice_and_no_list_is_empty()
    {
        foreach (var member in DiscoveryDocument.Json.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Array))
            Assert.That(member.Value.EnumerateArray().Select(v => v.GetString()), Is.Unique.And.Not.Empty, member.Name);
    }

    [Test, Category("RFC 7517 §5")]
    public async Task The_key_set_has_public_keys_alone_and_each_can_be_told_from_the_others()
    {
        using var jwks = JsonDocument.Parse(await Provider.Http.GetStringAsync("/.well-known/jwks.json"));
        var keys = jwks.RootElement.GetProperty("keys").EnumerateArray().ToList();

        Assert.Multiple(() =>
        {
            Assert.That(keys.SelectMany(k => k.EnumerateObject()).Select(m => m.Name).Intersect(["d", "p", "q", "dp", "dq", "qi", "oth", "k"]), Is.Empty);
            Assert.That(keys.Select(k => k.GetProperty("kid").GetString()), Is.Unique.And.All.Not.Empty);
            Assert.That(keys.Select(k => k.GetProperty("kty").GetString()), Is.All.AnyOf("RSA", "EC", "OKP"));
            Assert.That(keys.Select(k => k.GetProperty("use").GetString()), Is.All.EqualTo("sig"));
            Assert.That(keys.Select(k => k.GetProperty("alg").GetString()).Distinct(), Is.EquivalentTo(Installation.Algorithms));
        });
    }

    [Test, Category("OpenID Connect Discovery §3")]
    public async Task Every_address_in_the_document_answers()
    {
        var endpoints = DiscoveryDocument.Json.EnumerateObject().Where(m => m.Name.EndsWith("_endpoint", StringComparison.Ordinal) || m.Name == "jwks_uri").ToList();
        Assert.That(endpoints.Select(e => e.Value.GetString()), Is.All.StartsWith(DiscoveryDocument.PlaceOfIssuer + "/"));
        foreach (var endpoint in endpoints)
        {
            using var response = await Provider.Http.GetAsync(endpoint.Value.GetString()![DiscoveryDocument.PlaceOfIssuer.Length..]);
            Assert.That(response.StatusCode, Is.Not.EqualTo(HttpStatusCode.NotFound), endpoint.Name);
        }
    }
}
