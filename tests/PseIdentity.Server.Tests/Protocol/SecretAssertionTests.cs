using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary><c>client_secret_jwt</c>: an assertion under a MAC of the client's secret, with one thing broken (RFC 7523 §3, OpenID Connect Core §9).</summary>
internal sealed class SecretAssertionTests : ClockedFixture
{
    private const string ClientId = "mac-service";

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(
            $$"""
            { "client_id": "mac-384", "client_secret": "{{Installation.LongSecret}}", "grant_types": ["client_credentials"], "response_types": [],
              "scope": "payments", "token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "HS384" }
            """,
            $$"""
            { "client_id": "mac-short", "client_secret": "{{Installation.Secret}}", "grant_types": ["client_credentials"], "response_types": [],
              "scope": "payments", "token_endpoint_auth_method": "client_secret_jwt" }
            """),
    };

    [Category("OpenID Connect Core §9")]
    [TestCase("HS256")]
    [TestCase("HS384")]
    [TestCase("HS512")]
    public async Task An_assertion_is_accepted_under(string algorithm) =>
        Assert.That((await SendAsync(Valid().Sign(Installation.LongSecret, algorithm))).Status, Is.EqualTo(200));

    [Test, Category("OpenID Connect Registration §2")]
    public async Task A_registered_algorithm_is_the_only_one()
    {
        var assertion = Valid() with { ClientId = "mac-384", Issuer = "mac-384", Subject = "mac-384" };

        Assert.That((await SendAsync(assertion.Sign(Installation.LongSecret, "HS384"), "mac-384")).Status, Is.EqualTo(200));
        AssertRefused(await SendAsync((assertion with { Id = "2" }).Sign(Installation.LongSecret, "HS256"), "mac-384"));
    }

    [Test, Category("RFC 7518 §3.2")]
    public async Task A_secret_shorter_than_the_hash_is_not_used_for_it()
    {
        var assertion = Valid() with { ClientId = "mac-short", Issuer = "mac-short", Subject = "mac-short" };

        Assert.That((await SendAsync(assertion.Sign(Installation.Secret, "HS256"), "mac-short")).Status, Is.EqualTo(200));

        // What a library that pads or accepts short keys would send: the key of the test is longer, the client's is not.
        AssertRefused(await SendAsync((assertion with { Id = "2" }).Sign(Installation.Secret.PadRight(64, '\0'), "HS512"), "mac-short"));
    }

    public static IEnumerable<TestCaseData> Bad()
    {
        yield return Row("aud is another server", a => a with { Audience = "https://elsewhere.example" });
        yield return Row("exp is absent", a => a with { Expires = null });
        yield return Row("exp was 5 minutes ago", a => a with { Expires = -300 });
        yield return Row("nbf is 62 seconds ahead", a => a with { NotBefore = 62 });
        yield return Row("iss is another client", a => a with { Issuer = "service" });
        yield return Row("sub is another client", a => a with { Subject = "service" });
        yield return Row("jti is absent", a => a with { Id = null });
        yield return Row("typ is that of a request object", a => a with { Kind = "oauth-authz-req+jwt" });
    }

    [TestCaseSource(nameof(Bad)), Category("RFC 7523 §3")]
    public async Task An_assertion_is_refused_whose(Func<ClientAssertion, ClientAssertion> change) =>
        AssertRefused(await SendAsync(change(Valid()).Sign(Installation.LongSecret, "HS256")));

    [Test, Category("RFC 7523 §3")]
    public async Task An_assertion_works_once()
    {
        var assertion = Valid().Sign(Installation.LongSecret, "HS256");

        Assert.That((await SendAsync(assertion)).Status, Is.EqualTo(200));
        AssertRefused(await SendAsync(assertion));
    }

    [Test, Category("RFC 7523 §3")]
    public async Task An_assertion_under_another_secret_is_refused()
    {
        AssertRefused(await SendAsync(Valid().Sign(Installation.LongSecret + "x", "HS256")));
        AssertRefused(await SendAsync(Valid().Sign(Installation.Secret, "HS256")));
    }

    [Test, Category("RFC 8725 §2.1")]
    public async Task Neither_method_takes_the_other_kind_of_key()
    {
        // Signed with a key by a client that has a secret, and under a secret by a client that has a key.
        AssertRefused(await SendAsync(Valid().Sign()));
        var keyed = Valid() with { ClientId = "signing-ES256", Issuer = "signing-ES256", Subject = "signing-ES256" };
        AssertRefused(await SendAsync(keyed.Sign(Installation.Jwks(Installation.ClientKeys["ES256"]), "HS256"), "signing-ES256"));
    }

    [Test, Category("RFC 7591 §2")]
    public async Task The_secret_itself_is_not_taken_in_place_of_an_assertion()
    {
        AssertRefused(await Party(ClientId).TokenAsync(("grant_type", "client_credentials"), ("client_id", ClientId), ("client_secret", Installation.LongSecret)));
        AssertRefused(await new RelyingParty(Issuer, ClientId, Installation.LongSecret, "", "payments").TokenAsync(("grant_type", "client_credentials")));
    }

    private ClientAssertion Valid() => new(Installation.ClientKeys["ES256"], ClientId, IssuerName, Clock.GetUtcNow());

    private RelyingParty Party(string clientId) => new(Issuer, clientId, null, "", "payments");

    private Task<TokenAnswer> SendAsync(string assertion, string clientId = ClientId) =>
        Party(clientId).TokenAsync([("grant_type", "client_credentials"), .. ClientAssertion.Fields(assertion)]);

    private static void AssertRefused(TokenAnswer answer) => Assert.That((answer.Status, answer.Error), Is.EqualTo((401, "invalid_client")), answer.Body);

    private static TestCaseData Row(string name, Func<ClientAssertion, ClientAssertion> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
