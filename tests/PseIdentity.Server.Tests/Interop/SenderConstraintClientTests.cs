using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>Tokens that are bound to a key, and clients under FAPI 2.0, with npm <c>openid-client</c>; where proofs need a nonce, and where they do not.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class SenderConstraintClientTests(bool nonceRequired) : ProviderFixture
{
    private const string RedirectUri = "http://localhost:9107/callback";

    private static readonly Dictionary<string, ClientKey> Keys = new[] { "ES256", "PS256" }.ToDictionary(alg => alg, ClientKey.Create);

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With([.. Keys.Select(key => $$"""
            { "client_id": "bank-{{key.Key}}", "redirect_uris": ["{{RedirectUri}}"], "grant_types": ["authorization_code", "refresh_token"],
              "scope": "openid email offline_access", "consent": "implicit", "security_profile": "fapi2", "dpop_bound_access_tokens": true,
              "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "{{key.Key}}", "jwks": {{Jwks(key.Value)}},
              "id_token_signed_response_alg": "{{key.Key}}", "authorization_signed_response_alg": "{{key.Key}}", "request_object_signing_alg": "{{key.Key}}" }
            """),
            .. Keys.Select(key => $$"""
            { "client_id": "service-{{key.Key}}", "grant_types": ["client_credentials"], "response_types": [], "scope": "payments", "dpop_bound_access_tokens": true,
              "token_endpoint_auth_method": "private_key_jwt", "jwks": {{Jwks(key.Value)}} }
            """)]),
        Settings = new Dictionary<string, string>(Relaxed) { ["Dpop:RequireNonce"] = nonceRequired ? "true" : "false" },
    };

    [Test, Category("RFC 9449 §5")]
    [Category("RFC 9449 §8")]
    public Task A_public_application_binds_its_tokens_to_its_key() => NodeScenario.RunAsync("dpop", Settings("dpop-app", null));

    [Category("FAPI 2.0 §5.3.2")]
    [Category("FAPI 2.0 Message Signing §5.3")]
    [Category("FAPI 2.0 Message Signing §5.4")]
    [TestCase("ES256")]
    [TestCase("PS256")]
    public Task A_bank_does_all_of_fapi(string algorithm) => NodeScenario.RunAsync("fapi2", Settings("bank-" + algorithm, Keys[algorithm].Private));

    [Category("RFC 9449 §7.1")]
    [Category("RFC 7523 §2.2")]
    [TestCase("ES256")]
    [TestCase("PS256")]
    public Task A_service_signs_its_assertion_and_its_proof(string algorithm) => NodeScenario.RunAsync("oauth4webapi-service", new
    {
        Issuer = IssuerName,
        ClientId = "service-" + algorithm,
        PrivateKeyJwk = Keys[algorithm].Private,
        Scope = "payments",
        Resource = Installation.PaymentsApi,
    });

    private static string Jwks(ClientKey key) => JsonSerializer.Serialize(new { keys = new[] { key.Public } });

    private object Settings(string client, Dictionary<string, string>? key) => new
    {
        Issuer = IssuerName,
        ClientId = client,
        PrivateKeyJwk = key,
        RedirectUri,
        Scope = "openid email offline_access",
        Username = "alice",
        Installation.Password,
        NonceRequired = nonceRequired,
    };
}
