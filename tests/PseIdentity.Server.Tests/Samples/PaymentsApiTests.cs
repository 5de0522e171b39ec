using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Samples;

/// <summary>The sample API as a program of its own, which shows integrators how a resource takes every kind of access token that the provider issues.</summary>
internal sealed class PaymentsApiTests : ProviderFixture
{
    private readonly Uri alias = Https();
    private readonly Uri api = Https();
    private readonly string files = Directory.CreateTempSubdirectory("pse-api-").FullName;
    private X509Certificate2 bank = null!;
    private X509Certificate2 stranger = null!;
    private ProviderProcess program = null!;
    private RelyingParty portal = null!;

    protected override ProviderSetup Setup
    {
        get
        {
            TestCertificates.WriteServerPem(files + "/server.pem");
            bank = TestCertificates.SelfSigned("CN=bank");
            stranger = TestCertificates.SelfSigned("CN=stranger");
            return base.Setup with
            {
                Provisioning = Installation.With(BoundClient("bank", ""), BoundClient("both", "\"dpop_bound_access_tokens\": true,")),
                Settings = new Dictionary<string, string>(Relaxed)
                {
                    ["Mtls:Url"] = alias.GetLeftPart(UriPartial.Authority),
                    ["Mtls:Certificate"] = files + "/server.pem",
                },
            };
        }
    }

    private string Resource => api.GetLeftPart(UriPartial.Authority);

    [OneTimeSetUp]
    public async Task StartApi() => program = await ProviderProcess.ServeSampleAsync("PaymentsApi", api,
        "--Oidc:Authority", IssuerName, "--Api:Url", Resource, "--Api:Resource", Installation.PaymentsApi,
        "--Kestrel:Certificates:Default:Path", files + "/server.pem", "--Kestrel:Certificates:Default:KeyPath", files + "/server.pem");

    [SetUp]
    public void NewKey() => portal = Installation.DpopPortal(Issuer);

    [TearDown]
    public void Leave() => portal.Dispose();

    [OneTimeTearDown]
    public async Task StopApi()
    {
        bank.Dispose();
        stranger.Dispose();
        await program.DisposeAsync();
        Directory.Delete(files, recursive: true);
    }

    [Category("RFC 6750 §2")]
    [TestCase("application/json")]
    [TestCase("*/*")]
    [TestCase("text/html")]
    [TestCase("application/xml;q=0.1")]
    [TestCase("nonsense")]
    public async Task It_tells_a_bearer_whose_token_it_is_whatever_is_accepted(string accept)
    {
        var answer = await AskAsync("bEARER", await BearerAsync(), change: request => request.Headers.TryAddWithoutValidation("Accept", accept));

        Assert.That(answer.Member("client_id"), Is.EqualTo("service"), answer.Body);
    }

    [Test, Category("RFC 9700 §4.3.2")]
    public async Task A_token_in_the_address_is_refused_even_beside_a_good_header()
    {
        var token = await BearerAsync();

        foreach (var answer in new[] { await AskAsync(null, null, path: "/whoami?access_token=" + token), await AskAsync("Bearer", token, path: "/whoami?access_token=" + token) })
        {
            Assert.That(answer.Status, Is.EqualTo(400));
            Assert.That(answer.Headers["WWW-Authenticate"], Does.Contain("error=\"invalid_request\""));
        }
    }

    [Category("RFC 9449 §7")]
    [TestCase("ES256")]
    [TestCase("PS256")]
    public async Task It_takes_a_bound_token_with_a_proof_of_its_key(string algorithm)
    {
        portal.Dpop = DpopKey.Generate(algorithm);
        var token = await DpopAsync();

        Assert.That((await AskAsync("dpop", token, Proof(token).Sign())).Member("client_id"), Is.EqualTo("dpop-portal"));
    }

    [Test, Category("RFC 9449 §7.2")]
    public async Task A_bound_token_is_never_taken_as_a_bearer_token_nor_the_other_way_round()
    {
        var (bound, bearer) = (await DpopAsync(), await BearerAsync());

        Refuses(await AskAsync("Bearer", bound), "Bearer", "invalid_token");
        Refuses(await AskAsync("Bearer", bound, Proof(bound).Sign()), "Bearer", "invalid_token");
        Refuses(await AskAsync("DPoP", bearer, Proof(bearer).Sign()), "DPoP", "invalid_token");
    }

    [TestCaseSource(nameof(BrokenProofs)), Category("RFC 9449 §4.3")]
    public async Task A_proof_is_refused(string how, Action<DpopDraft> change)
    {
        var token = await DpopAsync();
        var draft = Proof(token);
        change(draft);

        Refuses(await AskAsync("DPoP", token, draft.Sign()), "DPoP", "invalid_dpop_proof");
    }

    public static IEnumerable<TestCaseData> BrokenProofs()
    {
        yield return Row("htm of another method", p => p.Claims["htm"] = "POST");
        yield return Row("htu of another path", p => p.Claims["htu"] += "/x");
        yield return Row("htu of another host", p => p.Claims["htu"] = "https://elsewhere.example/whoami");
        yield return Row("htu that is no address", p => p.Claims["htu"] = "whoami");
        yield return Row("ath of another token", p => p.Claims["ath"] = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        yield return Row("no ath", p => p.Claims.Remove("ath"));
        yield return Row("no jti", p => p.Claims.Remove("jti"));
        yield return Row("an endless jti", p => p.Claims["jti"] = new string('j', 257));
        yield return Row("no iat", p => p.Claims.Remove("iat"));
        yield return Row("iat two minutes ago", p => p.Claims["iat"] = p.Claims["iat"]!.GetValue<long>() - 120);
        yield return Row("iat in two minutes", p => p.Claims["iat"] = p.Claims["iat"]!.GetValue<long>() + 120);
        yield return Row("typ of another token", p => p.Header["typ"] = "at+jwt");
        yield return Row("alg none", p => p.Header["alg"] = "none");
        yield return Row("alg that is symmetric", p => p.Header["alg"] = "HS256");
        yield return Row("a signature of another key", p => p.Header["jwk"] = DpopKey.Generate().Draft("GET", "x", DateTimeOffset.UtcNow).Header["jwk"]!.DeepClone());
        yield return Row("a private key", p => p.Header["jwk"]!["d"] = "AAAA");
        yield return Row("no key", p => p.Header.Remove("jwk"));
        yield return Row("a key that is none", p => p.Header["jwk"] = "key");
        yield return Row("a point outside of the curve", p => p.Header["jwk"]!["x"] = "AAAA");

        static TestCaseData Row(string how, Action<DpopDraft> change) => new TestCaseData(how, change).SetArgDisplayNames(how);
    }

    [Test, Category("RFC 9449 §4.3")]
    public async Task There_is_exactly_one_proof_and_it_is_a_JWT()
    {
        var token = await DpopAsync();

        Refuses(await AskAsync("DPoP", token), "DPoP", "invalid_dpop_proof");
        Refuses(await AskAsync("DPoP", token, Proof(token).Sign(), Proof(token).Sign()), "DPoP", "invalid_dpop_proof");
        foreach (var garbage in new[] { "x", "a.b.c", "..", "{}", Proof(token).Unsigned(), new string('a', 9000) })
            Refuses(await AskAsync("DPoP", token, garbage), "DPoP", "invalid_dpop_proof");
    }

    [Test, Category("RFC 9449 §11.1")]
    public async Task A_proof_works_once_also_when_asked_with_at_once()
    {
        var token = await DpopAsync();
        var proof = Proof(token).Sign();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync("DPoP", token, proof)));

        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(1));
        Refuses(await AskAsync("DPoP", token, proof), "DPoP", "invalid_dpop_proof");
    }

    [Test, Category("RFC 9449 §7")]
    public async Task A_proof_of_another_key_does_not_open_a_stolen_token()
    {
        var token = await DpopAsync();
        portal.Dpop = DpopKey.Generate();

        Refuses(await AskAsync("DPoP", token, Proof(token).Sign()), "DPoP", "invalid_token");
    }

    [Test, Category("RFC 8705 §3")]
    public async Task A_certificate_bound_token_needs_its_certificate()
    {
        var token = await CertificateBoundAsync("bank", null);

        Assert.That((await AskAsync("Bearer", token, bank)).Member("client_id"), Is.EqualTo("bank"));
        Refuses(await AskAsync("Bearer", token, stranger), "Bearer", "invalid_token");
        Refuses(await AskAsync("Bearer", token), "Bearer", "invalid_token");
    }

    [Test, Category("RFC 8705 §3")]
    public async Task A_token_that_is_bound_twice_needs_both()
    {
        var token = await CertificateBoundAsync("both", "/token");

        var answer = await AskProvenAsync("DPoP", token, bank, Proof(token).Sign());
        Assert.That(answer.Status, Is.EqualTo(200), answer.Headers.GetValueOrDefault("WWW-Authenticate"));
        Refuses(await AskProvenAsync("DPoP", token, stranger, Proof(token).Sign()), "DPoP", "invalid_token");
        Refuses(await AskAsync("DPoP", token, bank), "DPoP", "invalid_dpop_proof");
        Refuses(await AskAsync("Bearer", token, bank), "Bearer", "invalid_token");
    }

    [Test, Category("RFC 9449 §7.2")]
    public async Task Whoever_comes_without_a_token_hears_of_both_schemes_and_of_no_error()
    {
        var answer = await AskAsync(null, null);

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Headers["WWW-Authenticate"], Does.StartWith("Bearer realm=").And.Contain("DPoP realm=").And.Contain("algs=\"ES256 PS256\"").And.Not.Contain("error="));
    }

    [Test, Category("RFC 9728 §3")]
    public async Task Its_metadata_says_which_proofs_it_takes()
    {
        var metadata = (await AskAsync(null, null, path: "/.well-known/oauth-protected-resource")).Json;

        Assert.That(metadata.GetProperty("resource").GetString(), Is.EqualTo(Installation.PaymentsApi));
        Assert.That(metadata.GetProperty("authorization_servers").EnumerateArray().Select(server => server.GetString()), Is.EqualTo(new[] { IssuerName }));
        Assert.That(metadata.GetProperty("dpop_signing_alg_values_supported").EnumerateArray().Select(alg => alg.GetString()), Is.EqualTo(new[] { "ES256", "PS256" }));
        Assert.That(metadata.GetProperty("tls_client_certificate_bound_access_tokens").GetBoolean(), Is.True);
    }

    private static void Refuses(TokenAnswer answer, string scheme, string error)
    {
        Assert.That(answer.Status, Is.EqualTo(401), answer.Body);
        Assert.That(answer.Headers["WWW-Authenticate"], Does.StartWith(scheme + " ").And.Contain($"error=\"{error}\""));
    }

    private async Task<string> BearerAsync() => (await Installation.Service(Issuer).TokenAsync(("grant_type", "client_credentials"))).AccessToken;

    private async Task<string> DpopAsync() => (await portal.TokenAsync(("grant_type", "client_credentials"), ("scope", "payments"))).AccessToken;

    private async Task<string> CertificateBoundAsync(string client, string? provenAt)
    {
        // The first proof learns the nonce.
        for (var attempt = 0; ; attempt++)
        {
            using var http = Http(alias, bank);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client }),
            };
            if (provenAt is not null)
                request.Headers.Add("DPoP", portal.Proof("POST", provenAt).Sign());
            using var response = await http.SendAsync(request);
            var answer = await TokenAnswer.ReadAsync(response);
            if (answer.Error != "use_dpop_nonce" || attempt > 0)
                return answer.AccessToken;
            portal.DpopNonce = answer.Headers["DPoP-Nonce"];
        }
    }

    private DpopDraft Proof(string token) => portal.Dpop!.Draft("GET", Resource + "/whoami", DateTimeOffset.UtcNow, accessToken: token);

    private Task<TokenAnswer> AskAsync(string? scheme, string? token, params string[] proofs) => AskProvenAsync(scheme, token, null, proofs);

    private Task<TokenAnswer> AskProvenAsync(string? scheme, string? token, X509Certificate2? certificate, params string[] proofs) =>
        AskAsync(scheme, token, certificate, "/whoami", request => { foreach (var proof in proofs) request.Headers.TryAddWithoutValidation("DPoP", proof); });

    private async Task<TokenAnswer> AskAsync(string? scheme, string? token, X509Certificate2? certificate = null, string path = "/whoami", Action<HttpRequestMessage>? change = null)
    {
        using var http = Http(api, certificate);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (scheme is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);
        change?.Invoke(request);
        using var response = await http.SendAsync(request);
        return await TokenAnswer.ReadAsync(response);
    }

    private static HttpClient Http(Uri address, X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = static (_, server, _, _) => server?.Subject == "CN=localhost",
            ClientCertificates = certificate is null ? [] : [certificate],
        },
    })
    { BaseAddress = address };

    private static Uri Https() => new UriBuilder(ProviderProcess.FreeAddress()) { Scheme = "https" }.Uri;

    private string BoundClient(string id, string members) => $$"""
        { "client_id": "{{id}}", "grant_types": ["client_credentials"], "response_types": [], "scope": "payments", "token_endpoint_auth_method": "self_signed_tls_client_auth",
          {{members}} "tls_client_certificate_bound_access_tokens": true, "jwks": {{JwksOf(bank)}} }
        """;

    private static string JwksOf(X509Certificate2 certificate)
    {
        var point = certificate.GetECDsaPublicKey()!.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "EC", crv = "P-256", x = CanonicalBase64Url.Encode(point.X), y = CanonicalBase64Url.Encode(point.Y), x5c = new[] { Convert.ToBase64String(certificate.RawData) } } },
        });
    }
}
