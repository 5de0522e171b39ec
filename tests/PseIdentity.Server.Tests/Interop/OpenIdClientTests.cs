using NUnit.Framework;

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

    private static object Installation() => new
    {
        initial_access_tokens = new[] { new { name = "scripts", token = InitialAccess } },
        scopes = new[] { new { name = "payments", display_name = "Make payments", resources = new[] { "https://api.payments.example" } } },
        clients = (object[])
        [
            Application("own-application", "implicit"),
            Application("foreign-application", "explicit"),
            new { client_id = "service", client_secret = Secret, grant_types = new[] { "client_credentials" }, response_types = Array.Empty<string>(), scope = "payments" },
            .. Keys.Select(key => Signing(key.Key, key.Value)),
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
