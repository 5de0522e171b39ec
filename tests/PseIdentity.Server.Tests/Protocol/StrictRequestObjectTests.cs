using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;
using PseIdentity.Storage.Clients;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What FAPI 2.0 adds for its clients at the pushed authorization request endpoint: only pushed, only short-lived objects, only its algorithms.</summary>
internal sealed class StrictRequestObjectTests : ClockedFixture
{
    private const string ClientId = "fapi-app";

    private static readonly SigningKey Key = SigningKey.Generate("PS256");

    [OneTimeTearDown]
    public static void Forget() => Key.Dispose();

    private RelyingParty party = null!;

    [OneTimeSetUp]
    public Task Register() => Provider.Services.GetRequiredService<ClientRegistry>().SaveAsync(ClientId, new ClientMetadata
    {
        RedirectUris = ["http://localhost:9113/callback"],
        TokenEndpointAuthMethod = "private_key_jwt",
        Jwks = System.Text.Json.JsonElement.Parse(Installation.Jwks(Key)),
        Scope = "openid",
        Consent = "implicit",
        SecurityProfile = "fapi2",
        RequireSignedRequestObject = true,
    }, CancellationToken.None);

    [SetUp]
    public void Open() => party = new(Issuer, ClientId, null, "http://localhost:9113/callback", "openid");

    [TearDown]
    public void Close() => party.Dispose();

    private static IEnumerable<TestCaseData> Good()
    {
        yield return Row("as it stands", r => r);
        yield return Row("nbf 8 seconds ahead", r => r with { NotBefore = 8 });
        yield return Row("exp 60 minutes after nbf", r => r with { NotBefore = -10, Expires = 3590 });
        yield return Row("nbf 60 minutes ago", r => r with { NotBefore = -3600, Expires = 0 });
        yield return Row("two audiences", r => r with { Audiences = [r.Audience, "https://other.example"] });
        yield return Row("no typ", r => r with { Type = null });
    }

    // Trap P7.
    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Row("no exp", r => r with { Expires = null });
        yield return Row("no nbf", r => r with { NotBefore = null });
        yield return Row("exp past", r => r with { Expires = -60, NotBefore = -120 });
        yield return Row("exp 70 minutes ahead", r => r with { Expires = 4200 });
        yield return Row("exp 60 minutes and a second after nbf", r => r with { NotBefore = 0, Expires = 3601 });
        yield return Row("nbf 70 minutes ago", r => r with { NotBefore = -4200, Expires = -600 + 610 });
        yield return Row("nbf 62 seconds ahead", r => r with { NotBefore = 62 });
        yield return Row("another audience", r => r with { Audiences = ["https://other.example"] });
        yield return Row("a request_uri inside", r => r.Changed("request_uri", "urn:ietf:params:oauth:request_uri:x"));
        yield return Row("another client's key", r => r with { Key = Installation.ClientKeys["PS256"] });
    }

    [TestCaseSource(nameof(Good)), Category("FAPI 2.0 Message Signing §5.3")]
    public async Task A_request_object_is_taken_with(Func<SignedRequest, SignedRequest> change)
    {
        var answer = await PushAsync(change(Valid()).Sign());

        Assert.That(answer.Status, Is.EqualTo(201), answer.Body);
    }

    [TestCaseSource(nameof(Bad)), Category("FAPI 2.0 Message Signing §5.3")]
    public async Task A_request_object_is_refused_with(Func<SignedRequest, SignedRequest> change)
    {
        var answer = await PushAsync(change(Valid()).Sign());

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request_object")), answer.Body);
    }

    [Test, Category("FAPI 2.0 §5.4.1")]
    public async Task RS256_is_refused()
    {
        using var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportPkcs8PrivateKey(Key.ExportPkcs8(), out _);
        var content = CanonicalBase64Url.Encode("""{"alg":"RS256"}"""u8) + "." + Valid().Sign().Split('.')[1];
        var signature = rsa.SignData(System.Text.Encoding.ASCII.GetBytes(content), System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);

        var answer = await PushAsync(content + "." + CanonicalBase64Url.Encode(signature));

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request_object")), answer.Body);
    }

    [Test, Category("FAPI 2.0 Message Signing §5.3")]
    public async Task An_unsigned_push_is_refused()
    {
        var answer = await party.PushAsync([.. Credentials()]);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request")), answer.Body);
    }

    [Category("FAPI 2.0 §5.3.2.2")]
    [TestCase("response_type", "code id_token", "unsupported_response_type")]
    [TestCase("response_type", "code token", "unsupported_response_type")]
    [TestCase("code_challenge_method", "plain", "invalid_request")]
    [TestCase("redirect_uri", null, "invalid_request")]
    [TestCase("redirect_uri", "https://unregistered.example/", "invalid_request")]
    public async Task A_push_is_refused_with(string name, string? value, string error)
    {
        var answer = await PushAsync(Valid().Changed(name, value).Sign());

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, error)), answer.Body);
    }

    [Test, Category("FAPI 2.0 §5.3.2.2")]
    public async Task A_push_without_a_challenge_is_refused()
    {
        var answer = await PushAsync(Valid().Changed("code_challenge", null).Changed("code_challenge_method", null).Sign());

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request")), answer.Body);
    }

    [Test, Category("FAPI 2.0 §5.3.2.2")]
    public async Task A_request_that_is_not_pushed_is_refused_signed_or_not()
    {
        using var browser = new HttpBrowser(Issuer);
        Assert.That((await party.AskAsync(browser))["error"], Is.EqualTo("invalid_request"));

        await browser.GoAsync($"/authorize?client_id={ClientId}&request={Valid().Sign()}");
        Assert.That(party.Answer(browser)["error"], Is.EqualTo("invalid_request"));
    }

    [Test, Category("FAPI 2.0 Message Signing §5.4")]
    public async Task A_signed_answer_uses_an_algorithm_of_the_profile()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(party.PushedQuery(await PushAsync(Valid().Changed("response_mode", "jwt").Sign())));
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));

        var response = await new ForeignValidator(Provider, Clock).IdTokenAsync(party.Answer(browser)["response"], ClientId, "ES256");

        Assert.That(response.Text("code"), Is.Not.Empty);
    }

    private SignedRequest Valid() => new(Key, ClientId, IssuerName, Clock.GetUtcNow(), party.AuthorizeParameters());

    private Task<TokenAnswer> PushAsync(string request) => party.PostAsync("/par", [("request", request), .. Credentials()]);

    private (string, string?)[] Credentials() => ClientAssertion.Fields(new ClientAssertion(Key, ClientId, IssuerName, Clock.GetUtcNow()).Sign());

    private static TestCaseData Row(string name, Func<SignedRequest, SignedRequest> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
