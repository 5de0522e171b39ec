using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>Clients with certificates, with npm <c>openid-client</c>, which finds the second address in the metadata.</summary>
internal sealed class MutualTlsClientTests : ProviderFixture
{
    private const string RedirectUri = "http://localhost:9112/callback";

    private readonly TestCertificates authority = new();
    private readonly X509Certificate2 server = TestCertificates.SelfSigned("CN=localhost");
    private readonly X509Certificate2 alone = TestCertificates.SelfSigned("CN=alone");
    private readonly string files = Directory.CreateTempSubdirectory("pse-mtls-").FullName;
    private X509Certificate2? issued;

    protected override ProviderSetup Setup
    {
        get
        {
            issued = authority.Issue("CN=Bank,O=Example", names => names.AddDnsName("client.bank.example"));
            File.WriteAllText(files + "/server.pem", server.ExportCertificatePem() + "\n" + KeyOf(server));
            File.WriteAllText(files + "/authorities.pem", authority.AuthorityPem);
            return base.Setup with
            {
                Provisioning = Installation.With(
                    Client("tls_client_auth", """ "tls_client_auth_san_dns": "client.bank.example" """),
                    Client("self_signed_tls_client_auth", $$""" "jwks": {{TestCertificates.Jwks(alone)}} """)),
                Settings = new Dictionary<string, string>(Relaxed)
                {
                    ["Mtls:Url"] = new UriBuilder(ProviderProcess.FreeAddress()) { Scheme = "https" }.Uri.GetLeftPart(UriPartial.Authority),
                    ["Mtls:Certificate"] = files + "/server.pem",
                    ["Mtls:ClientAuthorities"] = files + "/authorities.pem",
                },
            };
        }
    }

    [OneTimeTearDown]
    public void RemoveFiles()
    {
        Directory.Delete(files, recursive: true);
        authority.Dispose();
        server.Dispose();
        alone.Dispose();
        issued?.Dispose();
    }

    [Test, Category("RFC 8705 §2.1")]
    public Task A_certificate_of_an_authority_authenticates_and_binds() => RunAsync("tls_client_auth", issued!);

    [Test, Category("RFC 8705 §2.2")]
    public Task A_certificate_for_a_registered_key_authenticates_and_binds() => RunAsync("self_signed_tls_client_auth", alone);

    private Task<string> RunAsync(string method, X509Certificate2 certificate) => NodeScenario.RunAsync("mutual-tls", new
    {
        Issuer = IssuerName,
        ClientId = method,
        Certificate = certificate.ExportCertificatePem(),
        CertificateKey = KeyOf(certificate),
        Authorities = server.ExportCertificatePem(),
        RedirectUri,
        Scope = "openid email offline_access",
        Username = "alice",
        Installation.Password,
    });

    private static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey();
        return key!.ExportPkcs8PrivateKeyPem();
    }

    private static string Client(string method, string members) => $$"""
        { "client_id": "{{method}}", "redirect_uris": ["{{RedirectUri}}"], "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
          "scope": "openid email offline_access payments", "consent": "implicit", "token_endpoint_auth_method": "{{method}}",
          "tls_client_certificate_bound_access_tokens": true, {{members}} }
        """;
}
