using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Tokens of ours that somebody changed, and those of one kind where another is expected (RFC 8725 §2).</summary>
internal sealed class TokenAttackTests : ProviderFixture
{
    private readonly RequestObjectPlace place = new();
    private HttpBrowser alice = null!;
    private RelyingParty portal = null!;
    private TokenAnswer tokens = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With($$"""
            { "client_id": "told", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9113/callback"], "scope": "openid email", "consent": "implicit",
              "userinfo_signed_response_alg": "RS256", "introspection_signed_response_alg": "RS256" }
            """),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = place.Address.Authority },
    };

    [OneTimeSetUp]
    public async Task SignIn()
    {
        (alice, portal) = (new HttpBrowser(Issuer), Installation.Portal(Issuer));
        tokens = await portal.TokensAsync(alice, "alice", Installation.Password);
    }

    [OneTimeTearDown]
    public async Task Leave()
    {
        alice.Dispose();
        portal.Dispose();
        await place.DisposeAsync();
    }

    private SigningKeyRing Ring => Provider.Services.GetRequiredService<SigningKeyRing>();

    private ForgedToken Access => ForgedToken.Of(tokens.AccessToken);

    // ES256 here.
    private SigningKey OwnKey => Ring.Current(Access.Header["alg"]!.GetValue<string>());

    [Test]
    public async Task The_token_that_the_others_break_is_accepted() => Assert.That((await portal.UserInfoAsync(Access.SignedBy(OwnKey))).Status, Is.EqualTo(200));

    public static IEnumerable<TestCaseData> Headers()
    {
        yield return Row("without kid", h => h.Remove("kid"));
        yield return Row("kid is a path", h => h["kid"] = "../../../../../../dev/null");
        yield return Row("kid is SQL", h => h["kid"] = "' OR 1=1; DROP TABLE signing_keys --");
        yield return Row("kid is empty", h => h["kid"] = "");
        yield return Row("kid has a null in it", h => h["kid"] = h["kid"]!.GetValue<string>() + "\0");
        yield return Row("kid is long", h => h["kid"] = new string('k', 5000));
        yield return Row("kid in another case", h => h["kid"] = Swapped(h["kid"]!.GetValue<string>()));
        yield return Row("typ is that of an ID token", h => h["typ"] = "JWT");
        yield return Row("typ is that of a logout token", h => h["typ"] = "logout+jwt");
        yield return Row("typ is that of an introspection answer", h => h["typ"] = "token-introspection+jwt");
        yield return Row("typ is that of a proof", h => h["typ"] = "dpop+jwt");
        yield return Row("typ is that of a request object", h => h["typ"] = "oauth-authz-req+jwt");
        yield return Row("without typ", h => h.Remove("typ"));
    }

    [TestCaseSource(nameof(Headers)), Category("RFC 8725 §3.11")]
    public async Task Under_another_header_it_is_refused_though_we_signed_it(Action<JsonObject> change) =>
        await AssertRefusedAsync(Access.With(token => change(token.Header)).SignedBy(OwnKey));

    [Test, Category("RFC 8725 §2.1")]
    public async Task A_MAC_under_the_secret_of_a_client_is_no_signature_of_ours()
    {
        foreach (var keyed in new[] { true, false })
        {
            void Change(ForgedToken token)
            {
                token.Header["alg"] = "HS256";
                if (!keyed)
                    token.Header.Remove("kid");
            }
            await AssertRefusedAsync(Access.With(Change).AuthenticatedBy(Installation.Secret));
            await AssertNoHintAsync(ForgedToken.Of(tokens.IdToken).With(Change).AuthenticatedBy(Installation.Secret));
        }
    }

    [Test, Category("RFC 8725 §3.10")]
    public async Task A_key_that_comes_along_is_not_believed_and_one_elsewhere_not_fetched()
    {
        using var attackers = SigningKey.Generate(OwnKey.Algorithm);
        var jwks = Installation.Jwks(attackers);
        place.Holds = (jwks, "application/json");
        var jwk = JsonNode.Parse(jwks)!["keys"]![0]!;
        Action<JsonObject>[] headers =
        [
            _ => { },
            h => h["jwk"] = jwk.DeepClone(),
            h => { h["jwk"] = jwk.DeepClone(); h.Remove("kid"); },
            h => h["jku"] = place.Address + "keys",
            h => { h["jku"] = place.Address + "keys"; h["kid"] = attackers.KeyId; },
            h => { h["x5u"] = place.Address + "keys"; h["kid"] = attackers.KeyId; },
            h => h["x5c"] = new JsonArray(CertificateOf(attackers)),
        ];

        foreach (var header in headers)
        {
            await AssertRefusedAsync(Access.With(token => header(token.Header)).SignedBy(attackers));
            await AssertNoHintAsync(ForgedToken.Of(tokens.IdToken).With(token => header(token.Header)).SignedBy(attackers));
        }
        Assert.That(place.Asked, Is.Zero);
    }

    [Test, Category("RFC 7515 §4.1.4")]
    public async Task One_key_of_ours_under_the_name_of_another_is_refused()
    {
        foreach (var other in Ring.Algorithms.Where(algorithm => algorithm != OwnKey.Algorithm).Select(Ring.Current))
        {
            await AssertRefusedAsync(Access.With(token => token.Header["alg"] = other.Algorithm).SignedBy(other));
            await AssertRefusedAsync(Access.With(token => token.Header["kid"] = other.KeyId).SignedBy(OwnKey));
        }
    }

    [Category("RFC 7519 §4.1.3")]
    [TestCase("7")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("[null]")]
    [TestCase("[ISSUER, 7]")]
    [TestCase("[[ISSUER]]")]
    [TestCase("{\"0\": ISSUER}")]
    public async Task An_audience_that_is_no_string_or_list_of_strings_is_none(string audience)
    {
        var json = audience.Replace("ISSUER", $"\"{IssuerName}\"", StringComparison.Ordinal);
        var client = audience.Replace("ISSUER", "\"portal\"", StringComparison.Ordinal);

        await AssertRefusedAsync(Access.With(token => token.Payload["aud"] = JsonNode.Parse(json)).SignedBy(OwnKey));
        await AssertNoHintAsync(ForgedToken.Of(tokens.IdToken).With(token => token.Payload["aud"] = JsonNode.Parse(client)).SignedBy(Ring.Current("RS256")));
        using var service = Installation.Signing("ES256", Issuer);
        var key = Installation.ClientKeys["ES256"];
        var assertion = ForgedToken.Of(new ClientAssertion(key, service.ClientId, IssuerName, DateTimeOffset.UtcNow).Sign()).With(token => token.Payload["aud"] = JsonNode.Parse(json));
        var answer = await service.TokenAsync([("grant_type", "client_credentials"), .. ClientAssertion.Fields(assertion.SignedBy(key))]);
        Assert.That(answer.Error, Is.EqualTo("invalid_client"), answer.Body);
    }

    [Test, Category("RFC 8725 §2.8")]
    public async Task A_signed_answer_is_neither_an_access_token_nor_a_hint()
    {
        using var told = new RelyingParty(Issuer, "told", Installation.Secret, "http://localhost:9113/callback", "openid email");
        var own = await told.TokensAsync(alice, "alice", Installation.Password);
        var userInfo = (await told.UserInfoAsync(own.AccessToken)).Body;
        var authorization = (await portal.AskAsync(alice, ("response_mode", "jwt")))["response"];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Issuer, "/introspect"))
        {
            Content = new FormUrlEncodedContent([new("token", own.AccessToken)]),
            Headers = { Accept = { new("application/token-introspection+jwt") }, Authorization = RelyingParty.Basic("told", Installation.Secret) },
        };
        var introspection = (await told.SendAsync(request)).Body;

        foreach (var answer in new[] { userInfo, authorization, introspection })
        {
            Assert.That(answer.Count(c => c == '.'), Is.EqualTo(2), answer);
            await AssertRefusedAsync(answer);
            await AssertNoHintAsync(answer);
            await told.GoWithHintAsync(alice, answer);
            Assert.That(told.Answer(alice)["error"], Is.EqualTo("invalid_request"), ForgedToken.Of(answer).Payload.ToJsonString());
        }
    }

    [Test, Category("RFC 8693 §2.2.2")]
    public async Task An_ID_token_is_not_exchanged_under_the_name_of_another_kind()
    {
        using var merchant = Installation.Merchant(Issuer);
        var own = await merchant.TokensAsync(alice, "alice", Installation.Password);
        foreach (var kind in new[] { "access_token", "jwt", "id_token", "refresh_token" })
        {
            var answer = await merchant.TokenAsync(("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", own.IdToken),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:" + kind));
            Assert.That(answer.Error, Is.EqualTo("invalid_request"), kind);
        }
    }

    private async Task AssertRefusedAsync(string token)
    {
        var answer = await portal.UserInfoAsync(token);
        Assert.That((answer.Status, answer.Error), Is.EqualTo((401, "invalid_token")), answer.Body);
        var introspected = await portal.PostAsync("/introspect", [("token", token)]);
        Assert.That(introspected.Body, Is.EqualTo("""{"active":false}"""));
    }

    private async Task AssertNoHintAsync(string hint)
    {
        await portal.GoWithHintAsync(alice, hint);
        Assert.That(portal.Answer(alice)["error"], Is.EqualTo("invalid_request"));
    }

    private static string CertificateOf(SigningKey key)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        using var certificate = new CertificateRequest("CN=attacker", ecdsa, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return Convert.ToBase64String(certificate.RawData);
    }

    private static string Swapped(string text) => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    private static TestCaseData Row(string name, Action<JsonObject> change) => new TestCaseData(change).SetArgDisplayNames(name);
}

internal static class Hints
{
    public static Task GoWithHintAsync(this RelyingParty party, HttpBrowser browser, string hint) => browser.GoAsync(party.AuthorizeQuery(("id_token_hint", hint), ("prompt", "none")));
}
