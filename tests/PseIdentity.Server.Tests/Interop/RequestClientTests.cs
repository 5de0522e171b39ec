using NUnit.Framework;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>Pushed and signed requests, signed answers and tokens by the front channel, with npm <c>openid-client</c> and <c>oauth4webapi</c>.</summary>
public sealed class RequestClientTests
{
    private const string Password = "Correct-Horse-7-Battery";
    private const string Secret = "a-secret-of-more-than-32-characters-00";
    private const string RedirectUri = "http://localhost:9201/callback";

    private static readonly Dictionary<string, ClientKey> Keys = new[] { "ES256", "PS256" }.ToDictionary(alg => alg, ClientKey.Create);

    private RunningProvider provider = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => provider = await RunningProvider.StartAsync(new ProviderSetup
    {
        Provisioning = Installation(),
        Settings = new Dictionary<string, string> { ["Protocol:ImplicitAndHybrid"] = "true", ["RateLimits:Enabled"] = "false" },
    });

    [OneTimeTearDown]
    public async Task StopAsync() => await provider.DisposeAsync();

    [Category("RFC 9126 §2")]
    [Category("RFC 9101 §5")]
    [Category("JARM §2.3.4")]
    [TestCase("ES256")]
    [TestCase("PS256")]
    public Task Requests_are_pushed_and_signed_and_answers_are_signed(string algorithm) => NodeScenario.RunAsync("requests", Settings("signing-" + algorithm, Keys[algorithm].Private));

    [Test, Category("RFC 9126 §3")]
    [Category("JARM §2.3.4")]
    public Task Another_library_pushes_a_signed_request_and_reads_a_signed_answer() => NodeScenario.RunAsync("oauth4webapi-requests", Settings("signing-ES256", Keys["ES256"].Private));

    [Test, Category("OpenID Connect Core §3.3.2.5")]
    public Task Tokens_leave_by_the_front_channel() => NodeScenario.RunAsync("front-channel", Settings("old-application", null));

    private object Settings(string client, Dictionary<string, string>? key) => new
    {
        Issuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
        ClientId = client,
        ClientSecret = Secret,
        PrivateKeyJwk = key,
        RedirectUri,
        Scope = "openid email",
        Username = "alice",
        Password,
    };

    private static object Installation() => new
    {
        clients = (object[])
        [
            .. Keys.Select(key => Signing(key.Key, key.Value)),
            new
            {
                client_id = "old-application",
                client_secret = Secret,
                redirect_uris = new[] { RedirectUri },
                grant_types = new[] { "authorization_code", "implicit" },
                response_types = new[] { "code", "id_token", "code id_token" },
                scope = "openid email",
                consent = "implicit",
            },
        ],
        users = new[] { new { preferred_username = "alice", password = Password, email = "alice@example.com", email_verified = true, name = "Alice Doe" } },
    };

    private static object Signing(string algorithm, ClientKey key) => new
    {
        client_id = "signing-" + algorithm,
        token_endpoint_auth_method = "private_key_jwt",
        jwks = new { keys = new[] { key.Public } },
        redirect_uris = new[] { RedirectUri },
        authorization_signed_response_alg = algorithm,
        scope = "openid email",
        consent = "implicit",
    };
}
