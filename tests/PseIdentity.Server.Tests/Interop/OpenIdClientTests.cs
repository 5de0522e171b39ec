using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Encryption;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>npm <c>openid-client</c>, a certified relying party, by discovery alone.</summary>
public sealed class OpenIdClientTests
{
    private const string Password = "Correct-Horse-7-Battery";

    private const string InitialAccess = "an-initial-access-token-for-a-script-00";

    // RFC 6749 §2.3.1: what has a meaning in forms, in URLs and in Basic is encoded by the client and decoded by us.
    private const string Secret = "a secret+of%20more/than:32=characters&";

    private static readonly Dictionary<string, ClientKey> Keys = new[] { "ES256", "RS256", "PS256" }.ToDictionary(alg => alg, ClientKey.Create);

    private RunningProvider provider = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => provider = await RunningProvider.StartAsync(new ProviderSetup { Provisioning = Installation() });

    [OneTimeTearDown]
    public async Task StopAsync() => await provider.DisposeAsync();

    [TestCase("own-application", Category = "OpenID Connect Core §3.1")]
    [TestCase("foreign-application", Category = "OpenID Connect Core §3.1.2.4")]
    public Task An_application_signs_a_person_in_refreshes_revokes_and_signs_out(string client) => NodeScenario.RunAsync("code-flow", new
    {
        Issuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
        ClientId = client,
        ClientSecret = Secret,
        RedirectUri = "http://localhost:9200/callback",
        PostLogoutRedirectUri = "http://localhost:9200/signed-out",
        Scope = "openid profile email offline_access",
        Username = "alice",
        Password,
    });

    [Test, Category("RFC 6749 §4.4")]
    public Task A_service_acts_for_itself() => NodeScenario.RunAsync("client-credentials", new
    {
        Issuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
        ClientId = "service",
        ClientSecret = Secret,
        Scope = "payments",
    });

    [Category("RFC 7523 §2.2")]
    [TestCase("ES256")]
    [TestCase("RS256")]
    [TestCase("PS256")]
    public Task A_service_proves_itself_with_a_signed_assertion(string algorithm) => NodeScenario.RunAsync("private-key-jwt", new
    {
        Issuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
        ClientId = "service-" + algorithm,
        PrivateKeyJwk = Keys[algorithm].Private,
        Scope = "payments",
    });

    [Test, Category("RFC 7591 §3")]
    public Task A_client_registers_itself_and_removes_itself() => NodeScenario.RunAsync("dynamic-registration", new
    {
        Issuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
        InitialAccessToken = InitialAccess,
        RedirectUri = "http://localhost:9200/callback",
    });

    [Test, Category("RFC 8628 §3.4")]
    public Task A_device_gets_tokens_through_a_person_elsewhere() => NodeScenario.RunAsync("device-flow", new
    {
        Issuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
        ClientId = "television",
        Scope = "openid profile offline_access",
        Username = "alice",
        Password,
    });

    [Test, Category("CIBA §10.1")]
    public Task An_application_asks_for_a_person_elsewhere() => NodeScenario.RunAsync("ciba", new
    {
        Issuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
        ClientId = "call-centre",
        ClientSecret = Secret,
        Scope = "openid profile",
        Username = "alice",
        Password,
        MailFolder = Path.Combine(provider.DataDirectory, "mail"),
    });

    [Category("OpenID Connect Core §10.2")]
    [TestCase("RSA-OAEP-256", "RS256")]
    [TestCase("ECDH-ES+A256KW", "ES256")]
    [TestCase("ECDH-ES", "EdDSA")]
    public Task An_application_decrypts_its_id_tokens_and_userinfo(string algorithm, string signedWith) => NodeScenario.RunAsync("encrypted-id-token", new
    {
        Issuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
        ClientId = "encrypted-" + algorithm,
        ClientSecret = Secret,
        PrivateKeyJwk = JsonNode.Parse(TestRecipient.For(algorithm).PrivateJwk[..^1] + $$""","kid":"enc-1","alg":"{{algorithm}}"}"""),
        SignedWith = signedWith,
        RedirectUri = "http://localhost:9200/callback",
        Scope = "openid email",
        Username = "alice",
        Password,
    });

    private static object Installation() => new
    {
        initial_access_tokens = new[] { new { name = "scripts", token = InitialAccess } },
        scopes = new[] { new { name = "payments", display_name = "Make payments", resources = new[] { "https://api.payments.example" } } },
        clients = (object[])
        [
            Application("own-application", "implicit"),
            Application("foreign-application", "explicit"),
            new { client_id = "service", client_secret = Secret, grant_types = new[] { "client_credentials" }, response_types = Array.Empty<string>(), scope = "payments" },
            new
            {
                client_id = "television",
                token_endpoint_auth_method = "none",
                application_type = "native",
                grant_types = new[] { "urn:ietf:params:oauth:grant-type:device_code", "refresh_token" },
                response_types = Array.Empty<string>(),
                scope = "openid profile offline_access",
            },
            new
            {
                client_id = "call-centre",
                client_secret = Secret,
                grant_types = new[] { "urn:openid:params:grant-type:ciba" },
                response_types = Array.Empty<string>(),
                backchannel_token_delivery_mode = "poll",
                scope = "openid profile",
            },
            .. Keys.Select(key => Signing(key.Key, key.Value)),
            Encrypted("RSA-OAEP-256", "RS256"),
            Encrypted("ECDH-ES+A256KW", "ES256"),
            Encrypted("ECDH-ES", "EdDSA"),
        ],
        users = new[] { new { preferred_username = "alice", password = Password, email = "alice@example.com", email_verified = true, name = "Alice Doe" } },
    };

    private static object Application(string id, string consent) => new
    {
        client_id = id,
        client_secret = Secret,
        client_name = id,
        redirect_uris = new[] { "http://localhost:9200/callback" },
        post_logout_redirect_uris = new[] { "http://localhost:9200/signed-out" },
        grant_types = new[] { "authorization_code", "refresh_token" },
        scope = "openid profile email offline_access",
        consent,
    };

    private static object Encrypted(string algorithm, string signedWith) => new
    {
        client_id = "encrypted-" + algorithm,
        client_secret = Secret,
        redirect_uris = new[] { "http://localhost:9200/callback" },
        scope = "openid email",
        consent = "implicit",
        jwks = JsonNode.Parse(TestRecipient.For(algorithm).Jwks),
        id_token_signed_response_alg = signedWith,
        id_token_encrypted_response_alg = algorithm,
        id_token_encrypted_response_enc = "A256GCM",
        userinfo_signed_response_alg = signedWith,
        userinfo_encrypted_response_alg = algorithm,
    };

    private static object Signing(string algorithm, ClientKey key) => new
    {
        client_id = "service-" + algorithm,
        token_endpoint_auth_method = "private_key_jwt",
        jwks = new { keys = new[] { key.Public } },
        grant_types = new[] { "client_credentials" },
        response_types = Array.Empty<string>(),
        scope = "payments",
    };
}
