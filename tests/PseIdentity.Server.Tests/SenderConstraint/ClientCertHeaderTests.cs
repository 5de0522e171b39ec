using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.Email;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SenderConstraint;

/// <summary>
/// A known proxy takes client certificates and passes them on (RFC 9440): here the tests are that proxy. There is no second listener of the program's own.
/// </summary>
internal sealed class ClientCertHeaderTests : ProviderFixture
{
    private const string Alias = "mtls.id.example";

    private readonly TestCertificates authority = new();
    private readonly MailInbox inbox = new();
    private readonly string files = Directory.CreateTempSubdirectory("pse-client-cert-").FullName;
    private X509Certificate2 bank = null!;
    private X509Certificate2 neighbour = null!;

    protected override ProviderSetup Setup
    {
        get
        {
            File.WriteAllText(files + "/authorities.pem", authority.AuthorityPem);
            bank = authority.Issue("CN=Bank,O=Example,C=GB");
            neighbour = authority.Issue("CN=Neighbour,O=Example,C=GB");
            return base.Setup with
            {
                Provisioning = Installation.With("""
                    { "client_id": "bank", "redirect_uris": ["http://localhost:9112/callback"], "scope": "openid email", "consent": "implicit",
                      "grant_types": ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba"], "backchannel_token_delivery_mode": "poll",
                      "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=Bank,O=Example,C=GB", "tls_client_certificate_bound_access_tokens": true }
                    """),
                Settings = new Dictionary<string, string>(Relaxed)
                {
                    ["Mtls:Url"] = "https://" + Alias,
                    ["Mtls:ClientAuthorities"] = files + "/authorities.pem",
                    ["Network:KnownProxies"] = "127.0.0.1",
                },
                Change = builder =>
                {
                    builder.Services.RemoveAll<IMailRoute>();
                    builder.Services.AddSingleton<IMailRoute>(inbox);
                },
            };
        }
    }

    [OneTimeTearDown]
    public void RemoveFiles()
    {
        authority.Dispose();
        bank.Dispose();
        neighbour.Dispose();
        Directory.Delete(files, recursive: true);
    }

    [Test, Category("RFC 9440 §2.2")]
    public async Task A_client_authenticates_with_what_the_proxy_passes_on_and_its_token_is_bound_to_it()
    {
        using var browser = new HttpBrowser(Issuer);
        using var party = Party(bank);
        var tokens = await party.TokensAsync(browser, "alice", Installation.Password);

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That(ThumbprintIn(tokens), Is.EqualTo(CanonicalBase64Url.Encode(SHA256.HashData(bank.RawData))));
        await OpensUserInfoToItsHolderAloneAsync(party, tokens);
    }

    [Test, Category("RFC 9440 §3.3")]
    public async Task At_the_issuers_address_the_header_is_not_believed_even_from_a_proxy_which_may_pass_on_what_its_caller_made_up()
    {
        using var browser = new HttpBrowser(Issuer);
        using var party = Party(bank, Issuer.Authority);
        var code = (await party.SignInAsync(browser, "alice", Installation.Password))["code"];

        Assert.That((await party.RedeemAsync(code)).Error, Is.EqualTo("invalid_client"));
        party.Proxied = (bank, Alias);
        Assert.That((await party.RedeemAsync(code)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9440 §3.3")]
    public async Task A_forwarded_host_that_a_caller_made_up_does_not_lead_to_where_certificates_count()
    {
        using var browser = new HttpBrowser(Issuer);
        using var party = Party(bank, Issuer.Authority);
        var code = (await party.SignInAsync(browser, "alice", Installation.Password))["code"];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Issuer, "/token"))
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "authorization_code"), new("client_id", "bank"), new("code", code), new("redirect_uri", party.RedirectUri), new("code_verifier", party.Verifier),
            ]),
            Headers = { { "X-Forwarded-Host", Alias }, { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "192.0.2.7" } },
        };

        Assert.That((await party.SendAsync(request)).Error, Is.EqualTo("invalid_client"));
    }

    [Test, Category("RFC 8705 §2")]
    public async Task The_certificate_of_somebody_else_is_invalid_client_through_a_proxy_as_well()
    {
        using var browser = new HttpBrowser(Issuer);
        using var party = Party(bank);
        var code = (await party.SignInAsync(browser, "alice", Installation.Password))["code"];

        party.Proxied = (neighbour, Alias);
        Assert.That((await party.RedeemAsync(code)).Error, Is.EqualTo("invalid_client"));
        party.Proxied = null;
        Assert.That((await party.RedeemAsync(code)).Error, Is.EqualTo("invalid_client"));
    }

    [Test, Category("RFC 8705 §3")]
    public async Task The_tokens_of_a_device_are_bound_to_the_certificate_that_it_polls_with()
    {
        using var browser = new HttpBrowser(Issuer);
        using var party = Party(bank);
        var codes = await party.BeginDeviceAsync();
        await browser.DecideDeviceAsync(codes.Need("user_code"));

        await OpensUserInfoToItsHolderAloneAsync(party, await party.PollDeviceAsync(codes.Need("device_code")));
    }

    [Test, Category("RFC 8705 §3")]
    public async Task The_tokens_of_a_decoupled_sign_in_are_bound_to_the_certificate_that_the_client_polls_with()
    {
        using var browser = new HttpBrowser(Issuer);
        using var party = Party(bank);
        var begun = await party.BeginCibaAsync(("binding_message", "bound"));
        await browser.DecideCibaAsync(MailInbox.LinkIn((await inbox.NextAsync("bound")).Text));

        await OpensUserInfoToItsHolderAloneAsync(party, await party.PollCibaAsync(begun.Need("auth_req_id")));
    }

    [Test, Category("RFC 8705 §5")]
    public async Task Every_alias_that_the_metadata_names_answers()
    {
        var aliases = (await TokenAnswer.ReadAsync(await Provider.Http.GetAsync("/.well-known/openid-configuration"))).Json.GetProperty("mtls_endpoint_aliases");
        Assert.That(aliases.EnumerateObject().Select(alias => alias.Name), Does.Contain("device_authorization_endpoint").And.Contain("backchannel_authentication_endpoint"));

        using var party = Party(bank);
        foreach (var alias in aliases.EnumerateObject())
        {
            var address = new Uri(alias.Value.GetString()!);
            Assert.That(address.Host, Is.EqualTo(Alias));
            Assert.That((await party.PostAsync(address.AbsolutePath, [])).Status, Is.Not.EqualTo(404), alias.Name);
        }
    }

    [Category("RFC 9440 §2.2")]
    [TestCase("-----BEGIN%20CERTIFICATE-----%0AMIIB")]
    [TestCase("")]
    [TestCase("::")]
    public async Task A_proxy_that_sends_something_else_hears_so(string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Issuer, "/token")) { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        request.Headers.Host = Alias;
        request.Headers.TryAddWithoutValidation("Client-Cert", value);
        using var response = await Provider.Http.SendAsync(request);

        var answer = await TokenAnswer.ReadAsync(response);
        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request")));
    }

    private async Task OpensUserInfoToItsHolderAloneAsync(RelyingParty party, TokenAnswer tokens)
    {
        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200), tokens.Body);
        party.Proxied = (neighbour, Alias);
        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Error, Is.EqualTo("invalid_token"));
        party.Proxied = null;
        Assert.That((await party.UserInfoAsync(tokens.AccessToken)).Error, Is.EqualTo("invalid_token"));
    }

    private RelyingParty Party(X509Certificate2 certificate, string host = Alias) =>
        new(Issuer, "bank", null, "http://localhost:9112/callback", "openid email") { Proxied = (certificate, host) };

    private static string? ThumbprintIn(TokenAnswer tokens) =>
        new JsonWebToken(tokens.AccessToken).GetPayloadValue<JsonElement>("cnf").GetProperty("x5t#S256").GetString();
}
