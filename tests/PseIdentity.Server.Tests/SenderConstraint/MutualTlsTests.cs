using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SenderConstraint;

/// <summary>Clients with certificates at a second address (RFC 8705), in the handshake and behind a proxy (RFC 9440).</summary>
internal sealed class MutualTlsTests : ProviderFixture
{
    private readonly TestCertificates authority = new();
    private readonly Uri alias = new UriBuilder(ProviderProcess.FreeAddress()) { Scheme = "https" }.Uri;
    private readonly string files = Directory.CreateTempSubdirectory("pse-mtls-").FullName;
    private X509Certificate2 bank = null!;
    private X509Certificate2 alone = null!;

    protected override ProviderSetup Setup
    {
        get
        {
            using var server = TestCertificates.SelfSigned("CN=localhost");
            File.WriteAllText(files + "/server.pem", server.ExportCertificatePem() + "\n" + server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(files + "/authorities.pem", authority.AuthorityPem);
            bank = authority.Issue("CN=Bank \\, Ltd,O=Example,C=GB".Replace("\\,", "and", StringComparison.Ordinal), names =>
            {
                names.AddDnsName("client.bank.example");
                names.AddUri(new Uri("https://bank.example/client"));
                names.AddIpAddress(System.Net.IPAddress.Parse("192.0.2.7"));
                names.AddEmailAddress("ops@bank.example");
            });
            alone = TestCertificates.SelfSigned("CN=alone");
            return base.Setup with
            {
                Provisioning = Installation.With(
                    Client("dn", "tls_client_auth", """ "tls_client_auth_subject_dn": "cn=bank  AND ltd, O=example,C=GB", "tls_client_certificate_bound_access_tokens": true"""),
                    Client("dns", "tls_client_auth", """ "tls_client_auth_san_dns": "Client.bank.example" """),
                    Client("uri", "tls_client_auth", """ "tls_client_auth_san_uri": "https://bank.example/client" """),
                    Client("ip", "tls_client_auth", """ "tls_client_auth_san_ip": "192.0.2.7" """),
                    Client("email", "tls_client_auth", """ "tls_client_auth_san_email": "ops@Bank.example" """),
                    Client("other", "tls_client_auth", """ "tls_client_auth_san_dns": "other.bank.example" """),
                    Client("self", "self_signed_tls_client_auth", $""" "jwks": {TestCertificates.Jwks(alone)}, "tls_client_certificate_bound_access_tokens": true"""),
                    $$"""{ "client_id": "bound", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9110/callback"], "scope": "openid", "consent": "implicit", "tls_client_certificate_bound_access_tokens": true }"""),
                Settings = new Dictionary<string, string>(Relaxed)
                {
                    ["Mtls:Url"] = alias.GetLeftPart(UriPartial.Authority),
                    ["Mtls:Certificate"] = files + "/server.pem",
                    ["Mtls:ClientAuthorities"] = files + "/authorities.pem",
                    ["Network:KnownProxies"] = "127.0.0.9",
                },
            };
        }
    }

    [OneTimeTearDown]
    public void RemoveFiles() => Directory.Delete(files, recursive: true);

    [Category("RFC 8705 §2.1.2")]
    [TestCase("dn")]
    [TestCase("dns")]
    [TestCase("uri")]
    [TestCase("ip")]
    [TestCase("email")]
    public async Task A_client_authenticates_with_a_certificate_of_its_authority(string client) =>
        Assert.That((await AskAsync(client, bank)).Status, Is.EqualTo(200));

    [Test, Category("RFC 8705 §2.2")]
    public async Task A_client_authenticates_with_a_certificate_for_its_own_key() =>
        Assert.That((await AskAsync("self", alone)).Status, Is.EqualTo(200));

    [TestCase("dn", "tls_client_auth", Category = "RFC 8705 §2.1")]
    [TestCase("self", "self_signed_tls_client_auth", Category = "RFC 8705 §2.2")]
    public async Task The_metadata_offers_the_method_at_every_endpoint_and_it_works_there(string client, string method)
    {
        var metadata = (await GetAsync(Provider.Http, "/.well-known/openid-configuration")).Json;
        var certificate = client == "self" ? alone : bank;

        foreach (var (endpoint, path) in new[] { ("token", "/token"), ("revocation", "/revoke"), ("introspection", "/introspect") })
        {
            Assert.That(metadata.GetProperty(endpoint + "_endpoint_auth_methods_supported").EnumerateArray().Select(m => m.GetString()), Does.Contain(method), endpoint);
            var answer = await PostAsync(new(Form(client)) { ["token"] = "unknown" }, certificate, null, path);
            Assert.That(answer.Status, Is.EqualTo(200), endpoint + answer.Body);
        }
    }

    [Test, Category("RFC 8705 §2")]
    public async Task A_certificate_of_somebody_else_or_none_is_invalid_client()
    {
        using var otherAuthority = new TestCertificates();
        using var forged = otherAuthority.Issue("CN=Bank and Ltd,O=Example,C=GB");
        using var neighbour = authority.Issue("CN=Neighbour,O=Example,C=GB");
        using var longer = authority.Issue("CN=Bank and Ltd,O=Example,OU=More,C=GB");

        foreach (var (client, certificate) in new (string, X509Certificate2?)[] { ("dn", null), ("dn", forged), ("dn", neighbour), ("dn", longer), ("dn", alone), ("other", bank), ("self", bank), ("self", null) })
        {
            var answer = await AskAsync(client, certificate);
            Assert.That((answer.Status, answer.Error), Is.EqualTo((401, "invalid_client")), client + " " + certificate?.Subject);
        }
    }

    [Test, Category("RFC 8705 §3.1")]
    public async Task The_token_names_the_certificate_and_is_a_bearer_token_by_type()
    {
        var answer = await AskAsync("self", alone);

        Assert.That(answer.Member("token_type"), Is.EqualTo("Bearer"));
        Assert.That(new JsonWebToken(answer.AccessToken).GetPayloadValue<JsonElement>("cnf").GetProperty("x5t#S256").GetString(),
            Is.EqualTo(CanonicalBase64Url.Encode(SHA256.HashData(alone.RawData))));
    }

    [Test, Category("RFC 8705 §3")]
    public async Task Userinfo_demands_the_certificate_of_the_token()
    {
        using var browser = new HttpBrowser(Issuer);
        var party = new RelyingParty(Issuer, "bound", Installation.Secret, "http://localhost:9110/callback", "openid");
        var code = (await party.SignInAsync(browser, "alice", Installation.Password))["code"];
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = party.RedirectUri, ["code_verifier"] = party.Verifier };

        Assert.That((await party.TokenAsync([.. form.Select(f => (f.Key, (string?)f.Value))])).Error, Is.EqualTo("invalid_request"), "no certificate");
        var tokens = await PostAsync(form, alone, RelyingParty.Basic("bound", Installation.Secret));
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);

        Assert.That((await UserInfoAsync(tokens.AccessToken, alone)).Status, Is.EqualTo(200));
        Assert.That((await UserInfoAsync(tokens.AccessToken, bank)).Error, Is.EqualTo("invalid_token"));
        Assert.That((await UserInfoAsync(tokens.AccessToken, null)).Error, Is.EqualTo("invalid_token"));
        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Error, Is.EqualTo("invalid_token"), "at the issuer's address nobody can present one");
    }

    [Test, Category("RFC 8705 §5")]
    public async Task The_metadata_names_the_second_address_for_what_clients_ask_and_nothing_else()
    {
        var metadata = (await GetAsync(Provider.Http, "/.well-known/openid-configuration")).Json;
        var aliases = metadata.GetProperty("mtls_endpoint_aliases");

        Assert.That(metadata.GetProperty("tls_client_certificate_bound_access_tokens").GetBoolean(), Is.True);
        foreach (var member in aliases.EnumerateObject())
            Assert.That(member.Value.GetString(), Is.EqualTo(metadata.GetProperty(member.Name).GetString()!.Replace(IssuerName, alias.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)));
        Assert.That(aliases.EnumerateObject().Select(m => m.Name), Does.Contain("token_endpoint").And.Contain("userinfo_endpoint").And.Not.Contain("authorization_endpoint"));
    }

    [Category("RFC 8705 §5")]
    [TestCase("/login")]
    [TestCase("/authorize?client_id=portal")]
    [TestCase("/account")]
    [TestCase("/.well-known/openid-configuration")]
    public async Task No_page_is_served_at_the_second_address(string path)
    {
        using var http = Http(null);

        Assert.That((await GetAsync(http, path)).Status, Is.EqualTo(404));
    }

    [Category("RFC 9440 §4")]
    [TestCase("Client-Cert")]
    [TestCase("X-SSL-Client-Cert")]
    [TestCase("X-Client-Cert")]
    public async Task A_certificate_in_a_header_is_not_believed_from_just_anybody(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Issuer, "/token"))
        {
            Content = new FormUrlEncodedContent(Form("dn")),
            Headers = { { header, ":" + Convert.ToBase64String(bank.RawData) + ":" } },
        };
        using var response = await Provider.Http.SendAsync(request);

        Assert.That((await TokenAnswer.ReadAsync(response)).Error, Is.EqualTo("invalid_client"));
    }

    [Test, Category("RFC 9440 §2.2")]
    public void The_header_is_one_byte_sequence_with_one_certificate()
    {
        var good = ":" + Convert.ToBase64String(bank.RawData) + ":";

        Assert.That(ClientCertHeader.Read(good)?.Thumbprint, Is.EqualTo(bank.Thumbprint));
        foreach (var bad in new[]
        {
            "", ":", "::", good[1..], good[..^1], good + good, good + ", " + good, good + ";x=1", good.Replace(':', '"'), ":" + Convert.ToBase64String([.. bank.RawData, 0]) + ":",
            ":" + Convert.ToBase64String("not a certificate"u8) + ":", bank.ExportCertificatePem(), ":" + new string('A', 20_000) + ":", good.Insert(50, " "), ":%%%%:",
        })
            Assert.That(ClientCertHeader.Read(bad), Is.Null, bad[..Math.Min(bad.Length, 20)]);
    }

    private Task<TokenAnswer> AskAsync(string client, X509Certificate2? certificate) => PostAsync(Form(client), certificate, null);

    private async Task<TokenAnswer> PostAsync(Dictionary<string, string> form, X509Certificate2? certificate, AuthenticationHeaderValue? authorization, string path = "/token")
    {
        using var http = Http(certificate);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form), Headers = { Authorization = authorization } };
        using var response = await http.SendAsync(request);
        return await TokenAnswer.ReadAsync(response);
    }

    private async Task<TokenAnswer> UserInfoAsync(string token, X509Certificate2? certificate)
    {
        using var http = Http(certificate);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/userinfo") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var response = await http.SendAsync(request);
        return await TokenAnswer.ReadAsync(response);
    }

    private static async Task<TokenAnswer> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return await TokenAnswer.ReadAsync(response);
    }

    private HttpClient Http(X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, server, _, _) => server?.Subject == "CN=localhost", // the test has made it
            ClientCertificates = certificate is null ? [] : [certificate],
        },
    })
    { BaseAddress = alias };

    private static Dictionary<string, string> Form(string client) => new() { ["grant_type"] = "client_credentials", ["client_id"] = client };

    private static string Client(string id, string method, string members) => $$"""
        { "client_id": "{{id}}", "grant_types": ["client_credentials"], "response_types": [], "scope": "payments", "token_endpoint_auth_method": "{{method}}", {{members}} }
        """;
}
