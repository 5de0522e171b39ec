using System.Text.Json.Nodes;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>The whole way from the portal to a company's SimpleSAMLphp and back, and out again, in both directions.</summary>
internal sealed class SimpleSamlPhpTests : ProviderFixture
{
    private const string Company = "acme-saml";
    private const string Done = "module.php/core/frontpage_welcome.php";
    private SimpleSamlPhp? there;

    private SimpleSamlPhp There => there ??= SimpleSamlPhp.StartAsync().GetAwaiter().GetResult();

    protected override ProviderSetup Setup
    {
        get
        {
            var document = JsonNode.Parse(Installation.Provisioning)!;
            document["identity_providers"] = new JsonArray(Defined());
            document["organizations"]!.AsArray().Add(new JsonObject { ["name"] = "acme-saml", ["display_name"] = "Acme", ["domains"] = new JsonArray("acme.example"), ["identity_provider"] = Company });
            return base.Setup with
            {
                Provisioning = document.ToJsonString(),
                Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = "127.0.0.1" },
            };
        }
    }

    private JsonObject Defined() => new()
    {
        ["name"] = Company,
        ["protocol"] = "saml",
        ["authority"] = SimpleSamlPhp.EntityId,
        ["metadata_url"] = There.MetadataUrl,
        ["name_id_format"] = "persistent",
        ["claim_mappings"] = new JsonObject { ["preferred_username"] = "uid" },
        ["provisioning"] = "create",
        ["trusts_email"] = true,
        ["signs_out"] = true,
    };

    [OneTimeTearDown]
    public async Task StopThere()
    {
        if (there is not null)
            await there.DisposeAsync();
    }

    [Test, Category("SAML Profiles §4.1")]
    public async Task An_employee_comes_from_the_company_signed_in([Values] bool encrypted)
    {
        await KnowAsync(encrypted);

        using var browser = await SignInAsync();

        var link = await Provider.Services.GetRequiredService<FederatedIdentityStore>().FindAsync(Company, "persistent:erin", CancellationToken.None);
        var account = await Provider.Services.GetRequiredService<UserStore>().FindAsync(link!.UserId, CancellationToken.None);
        Assert.That(account?.PreferredUsername, Is.EqualTo("erin"));
        Assert.That(account?.VerifiedEmail, Is.EqualTo("erin@acme.example"));
        Assert.That(account?.Claim("name"), Is.EqualTo("Erin Example"));
    }

    [Test, Category("SAML Profiles §4.4")]
    public async Task Sign_out_here_signs_out_there()
    {
        await KnowAsync(encrypted: false);
        using var browser = await SignInAsync();

        await browser.GoAsync("/logout");
        await browser.PressAsync("logout-confirm");
        Assert.That(browser.PageName, Is.EqualTo("leaving"));
        var back = await There.GoAsync(new Uri(browser.Page.GetElementById("leaving-continue")!.GetAttribute("href")!));

        Assert.That(back.Left?.AbsolutePath, Is.EqualTo(FederationPaths.Logout + Company), back.Page?.Body?.TextContent);
        await browser.GoAsync(back.Left!.PathAndQuery);
        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
    }

    [Test, Category("SAML Profiles §4.4")]
    public async Task Sign_out_there_signs_out_here()
    {
        await KnowAsync(encrypted: false);
        using var browser = await SignInAsync();
        await browser.GoAsync("/account");
        Assert.That(browser.PageName, Is.Not.EqualTo("login"));

        var asked = await There.GoAsync(new Uri(There.Address, "saml2/idp/SingleLogoutService.php?ReturnTo=" + Uri.EscapeDataString(There.Address + Done)));
        Assert.That(asked.Left?.AbsolutePath, Is.EqualTo(FederationPaths.Logout + Company), asked.Page?.Body?.TextContent);
        await browser.GoAsync(asked.Left!.PathAndQuery);
        var answered = await There.GoAsync(browser.Left ?? new Uri(browser.Page.GetElementById("leaving-continue")!.GetAttribute("href")!));

        Assert.That(answered.Address.AbsolutePath, Is.EqualTo("/" + Done));
        await browser.GoAsync("/account");
        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task A_response_may_be_larger_than_other_forms()
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.PostFromElsewhereAsync(FederationPaths.Callback + Company, [new("SAMLResponse", new string('A', 200_000)), new("RelayState", "nobody's")]);

        Assert.That(browser.PageName, Is.EqualTo("expired"), "it is read, and answers nothing");
    }

    private async Task KnowAsync(bool encrypted)
    {
        var keys = await Provider.Services.GetRequiredService<FederationKeys>().AllAsync(CancellationToken.None);
        using var own = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(keys[0].Certificate);
        There.Know($"{IssuerName}{FederationPaths.Metadata}{Company}", $"{IssuerName}{FederationPaths.Callback}{Company}", $"{IssuerName}{FederationPaths.Logout}{Company}", own, encrypted);
    }

    private async Task<HttpBrowser> SignInAsync()
    {
        var party = Installation.Portal(Issuer);
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(party.AuthorizeQuery());
        var pending = HttpUtility.ParseQueryString(browser.Address.Query)["pending"]!;
        await browser.GoAsync(FederationPaths.LeaveFor(pending, Company, null));
        Assert.That(browser.Left?.Authority, Is.EqualTo(There.Address.Authority), browser.Page.Body?.TextContent);

        var (action, fields) = await There.SignInAsync(browser.Left!);
        await browser.PostFromElsewhereAsync(action.PathAndQuery, fields);

        Assert.That(party.Answer(browser), Does.ContainKey("code"), browser.Page.Body?.TextContent);
        return browser;
    }
}
