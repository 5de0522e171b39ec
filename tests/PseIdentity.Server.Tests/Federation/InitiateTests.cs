using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation;

/// <summary>Sign-ins that begin at a company's portal.</summary>
internal sealed class InitiateTests : CompanyPages
{
    private const string Iss = "iss=https%3A%2F%2Facme-login.example";

    [Test, Category("OpenID Connect Core §4")]
    public async Task A_companys_portal_starts_a_sign_in_that_ends_on_a_page_of_ours()
    {
        var who = Employee();
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync($"{FederationPaths.Initiate}{Acme}?{Iss}&login_hint=dave&target_link_uri={Uri.EscapeDataString(IssuerName + "/account/profile")}");

        Assert.That(browser.Left?.Host, Is.EqualTo("acme-login.example"));
        Assert.That(Company.Asked?.LoginHint, Is.EqualTo("dave"));
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        await browser.GoAsync(Back(Company.Asked!.State, who));
        Assert.That(browser.PageName, Is.EqualTo("account-profile"));
    }

    [Test, Category("OpenID Connect Core §4")]
    public async Task It_can_be_posted()
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.PostFromElsewhereAsync(FederationPaths.Initiate + Acme, [new("iss", "https://acme-login.example")]);

        Assert.That(browser.Left?.Host, Is.EqualTo("acme-login.example"));
    }

    [TestCase("iss=https%3A%2F%2Fglobex-login.example"), TestCase(""), TestCase(Iss + "&" + Iss), Category("OpenID Connect Core §4")]
    public async Task It_has_to_name_the_provider_as_it_is_known_here(string query)
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync($"{FederationPaths.Initiate}{Acme}?{query}");

        Assert.That(browser.PageName, Is.EqualTo("error"));
        Assert.That((int)browser.Status, Is.EqualTo(400));
    }

    [TestCase("https://evil.example/"), TestCase("//evil.example/account/"), TestCase("{0}.evil.example/account"), TestCase("{0}@evil.example/account"), TestCase("{0}/logout"),
     TestCase("{0}/federation/leave"), TestCase("javascript:alert(1)"), TestCase("{0}/account/../logout"), Category("OpenID Connect Core §4")]
    public async Task It_leads_nowhere_else(string target)
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync($"{FederationPaths.Initiate}{Acme}?{Iss}&target_link_uri={Uri.EscapeDataString(target.Replace("{0}", IssuerName, StringComparison.Ordinal))}");

        Assert.That(browser.PageName, Is.EqualTo("error"), browser.Left?.ToString());
    }

    [Test, Category("OpenID Connect Core §4")]
    public async Task A_link_for_company_portals_leads_to_where_the_application_starts()
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync($"/start/starting?organization=acme&login_hint=dave%40acme.example&target_link_uri={Uri.EscapeDataString("https://starting.example/bills")}");

        Assert.That(browser.Left?.GetLeftPart(UriPartial.Path), Is.EqualTo("https://starting.example/start"));
        var query = System.Web.HttpUtility.ParseQueryString(browser.Left!.Query);
        Assert.That(query["iss"], Is.EqualTo(IssuerName));
        Assert.That(query["login_hint"], Is.EqualTo("dave@acme.example"));
        Assert.That(query["target_link_uri"], Is.EqualTo("https://starting.example/bills"));

        await browser.GoAsync(Party.AuthorizeQuery());
        Assert.That(browser.Left?.Host, Is.EqualTo("acme-login.example"), "the browser remembers the company");
    }

    [Test]
    public async Task A_link_does_not_lead_an_application_elsewhere()
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync($"/start/starting?target_link_uri={Uri.EscapeDataString("https://evil.example/")}");

        Assert.That(browser.Left?.Query, Does.Not.Contain("target_link_uri"));
    }

    [TestCase("portal"), TestCase("nobody")]
    public async Task An_application_that_says_no_address_cannot_be_started(string client)
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync($"/start/{client}");

        Assert.That((int)browser.Status, Is.EqualTo(404));
    }

    protected override void Add(JsonObject document)
    {
        base.Add(document);
        document["clients"]!.AsArray().Add(new JsonObject
        {
            ["client_id"] = "starting",
            ["client_secret"] = Installation.Secret,
            ["client_name"] = "Starting",
            ["redirect_uris"] = new JsonArray("https://starting.example/callback"),
            ["initiate_login_uri"] = "https://starting.example/start",
            ["grant_types"] = new JsonArray("authorization_code"),
            ["response_types"] = new JsonArray("code"),
            ["scope"] = "openid",
        });
    }
}
