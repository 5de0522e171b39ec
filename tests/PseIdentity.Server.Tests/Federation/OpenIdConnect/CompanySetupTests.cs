using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.Commands;
using PseIdentity.Server.Federation;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>What two operators need while they connect a company.</summary>
internal sealed class CompanySetupTests : UpstreamFixture
{
    [Test, Category("RFC 7591 §2")]
    public async Task The_companys_operator_reads_who_we_are()
    {
        await using var there = await NewSignInAsync();

        var described = JsonNode.Parse(await Provider.Http.GetStringAsync(FederationPaths.Metadata + there.Row.Name))!;

        Assert.That((string?)described["client_id"], Is.EqualTo(CompanyProvider.ClientId));
        Assert.That((string?)described["redirect_uris"]![0], Is.EqualTo($"{IssuerName}/federation/callback/{there.Row.Name}"));
        Assert.That((string?)described["jwks_uri"], Is.EqualTo(IssuerName + "/federation/keys"));
        Assert.That((string?)described["backchannel_logout_uri"], Is.EqualTo($"{IssuerName}/federation/logout/{there.Row.Name}"));
        Assert.That((string?)described["initiate_login_uri"], Is.EqualTo($"{IssuerName}/federation/initiate/{there.Row.Name}"));
        Assert.That((string?)described["scope"], Is.EqualTo("openid email"));
        Assert.That(described.ToJsonString(), Does.Not.Contain("secret:"));
    }

    [Test]
    public async Task Nothing_is_said_about_a_company_that_is_not_there() =>
        Assert.That((await Provider.Http.GetAsync(FederationPaths.Metadata + "nobody")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

    [Test, Category("RFC 7517 §5")]
    public async Task Our_keys_sign_and_decrypt_and_say_which()
    {
        var text = await Provider.Http.GetStringAsync(FederationPaths.Keys);

        var keys = JwkSet.TryParse(System.Text.Encoding.UTF8.GetBytes(text))!.Keys;
        Assert.That(keys.Select(key => (key.Use, key.Algorithm)), Is.EqualTo(new[] { ("sig", "PS256"), ("sig", "RS256"), ("enc", "RSA-OAEP-256") }));
        Assert.That(keys.Select(key => key.KeyId).Distinct().Count(), Is.EqualTo(3));
        Assert.That(keys.Any(key => key.IsPrivate), Is.False);
        Assert.That(text, Is.EqualTo(await Provider.Http.GetStringAsync(FederationPaths.Keys)));
    }

    [Test]
    public async Task A_company_that_fits_has_nothing_wrong()
    {
        await using var there = await NewSignInAsync();

        var findings = await FindingsAsync(there);

        Assert.That(findings.Select(finding => finding.Verdict), Has.All.EqualTo("good"), string.Join('\n', findings));
        Assert.That(findings, Has.Count.EqualTo(4));
    }

    // what the metadata says (null: nothing), and a word of the finding
    [TestCase("issuer", "\"https://elsewhere.example\"", "wrong", "authority")]
    [TestCase("token_endpoint", null, "wrong", "token_endpoint")]
    [TestCase("jwks_uri", "\"http://127.0.0.1:1/\"", "wrong", "did not answer")]
    [TestCase("id_token_signing_alg_values_supported", "[\"HS256\"]", "wrong", "signs ID tokens")]
    [TestCase("token_endpoint_auth_methods_supported", "[\"tls_client_auth\"]", "wrong", "client_secret_basic")]
    [TestCase("response_modes_supported", "[\"fragment\"]", "wrong", "response_mode")]
    [TestCase("scopes_supported", "[\"openid\"]", "doubtful", "email")]
    [TestCase("code_challenge_methods_supported", null, "doubtful", "PKCE")]
    [TestCase("authorization_response_iss_parameter_supported", null, "doubtful", "RFC 9207")]
    public async Task What_does_not_fit_is_told(string member, string? value, string verdict, string word)
    {
        await using var there = await NewSignInAsync();
        there.Company.Discovery = document =>
        {
            document.Remove(member);
            if (value is not null)
                document[member] = JsonNode.Parse(value);
        };

        Assert.That((await FindingsAsync(there)).Where(finding => finding.Verdict == verdict).Select(finding => finding.Sentence), Has.Some.Contains(word));
    }

    [Test]
    public async Task A_row_that_asks_for_more_than_is_offered_is_told()
    {
        await using var there = await NewSignInAsync();
        there.Row = there.Row with { SignsOut = true };
        there.Oidc = there.Oidc with { PushedRequests = true, UserInfo = true };
        there.Company.Discovery = document => { document.Remove("userinfo_endpoint"); document.Remove("end_session_endpoint"); };

        var findings = await FindingsAsync(there);

        Assert.That(findings.Where(finding => finding.Verdict != "good").Select(finding => finding.Sentence.Split(' ')[0]), Is.EquivalentTo(new[] { "pushed_requests", "userinfo", "signs_out" }));
    }

    [Test]
    public async Task The_operator_lists_shows_and_tests_companies_by_command()
    {
        await using var company = new CompanyProvider(TimeProvider.System);
        var setup = new ProviderSetup
        {
            Provisioning = new
            {
                identity_providers = new[] { new { name = "acme-login", display_name = "Acme", authority = company.Issuer, client_id = CompanyProvider.ClientId, client_secret = CompanyProvider.Secret } },
            },
            Settings = new Dictionary<string, string> { ["Network:AllowedHosts:0"] = "127.0.0.0/8" },
        };
        await using var installation = await TestInstallation.CreateAsync(setup);
        var settings = installation.Arguments(setup, new Uri("http://localhost:5400"));
        Assert.That((await RunAsync(["apply", Path.Combine(installation.DataDirectory, "provisioning.json"), .. settings])).Errors, Is.Empty);

        Assert.That((await RunAsync(["providers", "list", .. settings])).Output, Does.Contain($"acme-login  oidc  {company.Issuer}"));
        var shown = (await RunAsync(["providers", "show", "acme-login", .. settings])).Output;
        Assert.That((string?)JsonNode.Parse(shown)!["oidc"]!["token_endpoint_auth_method"], Is.EqualTo("client_secret_basic"));
        Assert.That(shown, Does.Not.Contain(CompanyProvider.Secret));
        Assert.That(await RunAsync(["providers", "test", "acme-login", .. settings]), Has.Property("ExitCode").EqualTo(0));

        company.Discovery = document => document["issuer"] = company.Issuer + "/";
        var (exitCode, output, errors) = await RunAsync(["providers", "test", "acme-login", "--json", .. settings]);
        Assert.That((exitCode, (string?)JsonNode.Parse(output)![0]!["verdict"]), Is.EqualTo((1, "wrong")));
        Assert.That(errors, Does.StartWith("Nobody can sign in with 'acme-login'"));
        Assert.That((await RunAsync(["providers", "test", "nobody", .. settings])).Errors, Does.StartWith("There is no provider"));
    }

    private Task<IReadOnlyList<SetupFinding>> FindingsAsync(SignInThere there) =>
        Provider.Services.GetServices<IUpstreamSetup>().Single(each => each.Protocol == "oidc").ExamineAsync(there.Row, CancellationToken.None);

    private static async Task<Ran> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return new Ran(await CommandLine.RunAsync(args, output, errors), output.ToString(), errors.ToString());
    }

    private sealed record Ran(int ExitCode, string Output, string Errors);
}
