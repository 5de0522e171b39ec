using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.OpenIdConnect;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>Providers that nobody wrote for these tests: npm <c>oidc-provider</c>, and this product a second time.</summary>
internal sealed class RealCompanyTests : ProviderFixture
{
    private const string Secret = "a-secret-of-more-than-32-characters-00";
    private const string Callback = "http://localhost:9300/federation/callback/acme";

    protected override ProviderSetup Setup => base.Setup with { Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = "127.0.0.0/8" } };

    private IUpstream Upstream => Provider.Services.GetServices<IUpstream>().OfType<OpenIdConnectUpstream>().Single();

    [Category("OpenID Connect Core §3.1.3.7")]
    [TestCase("client_secret_basic", "query", true, false)]
    [TestCase("client_secret_post", "form_post", false, false)]
    [TestCase("private_key_jwt", "query", true, true)]
    public async Task Somebody_comes_from_a_provider_of_somebody_else(string method, string responseMode, bool pushed, bool encrypted)
    {
        await using var company = await ForeignCompany.StartAsync("employee-7", Client(method, encrypted));
        var row = await RowAsync(company.Issuer, method, new OidcUpstream { TokenEndpointAuthMethod = method, ResponseMode = responseMode, PushedRequests = pushed });
        using var browser = new HttpBrowser(new Uri(company.Issuer));

        var person = await SignInAsync(row, browser, _ => Task.CompletedTask);

        Assert.That(person.Subject, Is.EqualTo("employee-7"));
        Assert.That(person.Claims["email"], Is.EqualTo(new[] { "employee-7@acme.example" }));
        Assert.That(person.Claims["groups"], Is.EqualTo(new[] { "staff" }));
        Assert.That(person.AuthTime, Is.Not.Null);
        Assert.That(person.Hint, encrypted ? Is.Null : Is.Not.Null);
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task Somebody_signs_out_at_a_provider_of_somebody_else()
    {
        await using var company = await ForeignCompany.StartAsync("employee-7", Client("client_secret_basic", encrypted: false, SignedOut(NameOf("out"))));
        var row = await RowAsync(company.Issuer, "client_secret_basic", new OidcUpstream(), NameOf("out"));
        using var browser = new HttpBrowser(new Uri(company.Issuer));
        var person = await SignInAsync(row, browser, _ => Task.CompletedTask);

        var departure = (await Upstream.SignOutAsync(row, new UpstreamSession(row.Name, person.Subject, person.Sid, person.Hint), "a-state", CancellationToken.None))!;
        await browser.GoAsync(new Uri(departure.Target));
        await browser.PressAsync("yes");

        Assert.That(browser.Left!.ToString(), Is.EqualTo(SignedOut(row.Name) + "?state=a-state"));
    }

    [Category("OpenID Connect Core §3.1.3.7")]
    [TestCase("client_secret_basic", "form_post", false)]
    [TestCase("private_key_jwt", "query", true)]
    public async Task Somebody_comes_from_this_product_installed_elsewhere(string method, string responseMode, bool encrypted)
    {
        var name = NameOf(method);
        await using var company = await RunningProvider.StartAsync(Elsewhere(Client(method, encrypted, SignedOut(name), "implicit")));
        var row = await RowAsync(company.BaseAddress.GetLeftPart(UriPartial.Authority), method, new OidcUpstream { TokenEndpointAuthMethod = method, ResponseMode = responseMode }, name);
        using var browser = new HttpBrowser(company.BaseAddress);

        var person = await SignInAsync(row, browser, there => there.PressAsync("login-submit", ("username", "eve"), ("password", Installation.Password)));

        Assert.That(person.Claims["email"], Is.EqualTo(new[] { "eve@acme.example" }));
        Assert.That(person.Claims["email_verified"], Is.EqualTo(new[] { "true" }));
        Assert.That((person.Amr, person.Sid is null), Is.EqualTo((new[] { "pwd" }, false)));

        var departure = (await Upstream.SignOutAsync(row, new UpstreamSession(row.Name, person.Subject, person.Sid, person.Hint), "a-state", CancellationToken.None))!;
        await browser.GoAsync(new Uri(departure.Target));
        if (browser.Left is null)
            await browser.PressAsync(browser.Shows("logout-confirm") ? "logout-confirm" : "logout-continue");
        Assert.That(browser.Left?.ToString() ?? browser.Page.GetElementById("return-link")?.GetAttribute("href"), Is.EqualTo(SignedOut(row.Name) + "?state=a-state"));
    }

    private ProviderSetup Elsewhere(JsonObject client) => new()
    {
        Provisioning = new JsonObject
        {
            ["clients"] = new JsonArray(client),
            ["users"] = new JsonArray(new JsonObject
            {
                ["preferred_username"] = "eve", ["password"] = Installation.Password, ["email"] = "eve@acme.example", ["email_verified"] = true,
            }),
        },
        Settings = Setup.Settings,
    };

    private JsonObject Client(string method, bool encrypted, string? signedOut = null, string? consent = null)
    {
        var client = new JsonObject
        {
            ["client_id"] = "pse-identity",
            ["redirect_uris"] = new JsonArray(Callback),
            ["response_types"] = new JsonArray("code"),
            ["grant_types"] = new JsonArray("authorization_code"),
            ["scope"] = "openid email profile",
            ["token_endpoint_auth_method"] = method,
        };
        if (method == "private_key_jwt")
            client["jwks_uri"] = IssuerName + FederationPaths.Keys;
        else
            client["client_secret"] = Secret;
        if (encrypted)
            (client["id_token_encrypted_response_alg"], client["id_token_encrypted_response_enc"]) = ("RSA-OAEP-256", "A256GCM");
        if (signedOut is not null)
            client["post_logout_redirect_uris"] = new JsonArray(signedOut);
        if (consent is not null)
            client["consent"] = consent;
        return client;
    }

    private async Task<IdentityProvider> RowAsync(string authority, string method, OidcUpstream upstream, string? name = null)
    {
        var row = new IdentityProvider
        {
            Name = name ?? NameOf(method), DisplayName = "Acme", Protocol = "oidc", Authority = authority, ClientId = "pse-identity", Scopes = ["openid", "email", "profile"],
            ClaimMappings = new Dictionary<string, string> { ["email"] = "email" }, Oidc = upstream,
        };
        var providers = Provider.Services.GetRequiredService<IdentityProviderStore>();
        await providers.SaveAsync(row, CancellationToken.None);
        if (method != "private_key_jwt")
            await providers.SetSecretAsync(row.Name, Secret, CancellationToken.None);
        return row;
    }

    private async Task<UpstreamIdentity> SignInAsync(IdentityProvider row, HttpBrowser browser, Func<HttpBrowser, Task> atTheCompany)
    {
        var leftAt = DateTimeOffset.UtcNow;
        var ask = new UpstreamAsk("a-state-of-" + row.Name, Callback) { MaxAge = 3600 };
        var departure = await Upstream.LeaveAsync(row, ask, CancellationToken.None);
        await browser.GoAsync(new Uri(departure.Target));
        await atTheCompany(browser);
        return await Upstream.ReturnAsync(row, new UpstreamRequest(ask.State, Callback, departure.Kept, leftAt) { MaxAge = ask.MaxAge }, Answer(browser), CancellationToken.None);
    }

    // By the address, or in a form that a script would send.
    private static UpstreamAnswer Answer(HttpBrowser browser) => new(browser.Left is { } left
        ? [.. QueryHelpers.ParseQuery(left.Query).Select(each => KeyValuePair.Create(each.Key, each.Value.ToString()))]
        : [.. browser.Page.QuerySelectorAll("form input[name]").OfType<IHtmlInputElement>().Select(input => KeyValuePair.Create(input.Name!, input.Value))]);

    private string SignedOut(string name) => IssuerName + FederationPaths.SignedOut + name;

    private static string NameOf(string what) => "acme-" + what.Replace('_', '-') + "-" + TestContext.CurrentContext.Test.ID;
}
