using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>The whole way over HTTP: from the portal to a company's provider and back. The organisation's people have addresses at <c>acme.example</c>.</summary>
internal abstract class CompanyWayFixture : ProviderFixture
{
    protected const string Acme = "acme";
    protected const string Other = "other";

    private RelyingParty? portal;

    protected override ProviderSetup Setup
    {
        get
        {
            var document = JsonNode.Parse(Installation.Provisioning)!;
            document["identity_providers"] = new JsonArray([.. new[] { Acme, Other }.Select(name => new JsonObject { ["name"] = name, ["authority"] = "https://login.acme.example", ["client_id"] = CompanyProvider.ClientId })]);
            document["organizations"] = new JsonArray(
                [.. document["organizations"]?.AsArray().Select(each => each?.DeepClone()) ?? [],
                new JsonObject { ["name"] = Acme, ["display_name"] = "Acme", ["domains"] = new JsonArray("acme.example"), ["identity_provider"] = Acme }]);
            return base.Setup with
            {
                Provisioning = document.ToJsonString(),
                Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = "127.0.0.0/8" },
            };
        }
    }

    protected RelyingParty Portal => portal ??= Installation.Portal(Issuer);

    /// <summary>Who this installation is at the company: RFC 7591 metadata.</summary>
    protected JsonObject ClientThere(string method = "client_secret_basic", bool encrypted = false)
    {
        var client = new JsonObject
        {
            ["client_id"] = CompanyProvider.ClientId,
            ["redirect_uris"] = new JsonArray(IssuerName + FederationPaths.Callback + Acme),
            ["post_logout_redirect_uris"] = new JsonArray(IssuerName + FederationPaths.SignedOut + Acme),
            ["backchannel_logout_uri"] = IssuerName + FederationPaths.Logout + Acme,
            ["response_types"] = new JsonArray("code"),
            ["grant_types"] = new JsonArray("authorization_code"),
            ["scope"] = "openid email profile",
            ["token_endpoint_auth_method"] = method,
        };
        if (method == "private_key_jwt")
            client["jwks_uri"] = IssuerName + FederationPaths.Keys;
        else
            client["client_secret"] = CompanyProvider.Secret;
        if (encrypted)
            (client["id_token_encrypted_response_alg"], client["id_token_encrypted_response_enc"]) = ("RSA-OAEP-256", "A256GCM");
        return client;
    }

    /// <summary>The company's row, changed while the program runs.</summary>
    protected async Task ConnectAsync(string issuer, OidcUpstream? upstream = null, string name = Acme)
    {
        var providers = Provider.Services.GetRequiredService<IdentityProviderStore>();
        await providers.SaveAsync(new IdentityProvider
        {
            Name = name,
            DisplayName = "Acme",
            Protocol = "oidc",
            Authority = issuer,
            ClientId = CompanyProvider.ClientId,
            Scopes = ["openid", "email", "profile"],
            Provisioning = "create",
            SignsOut = true,
            Oidc = upstream ?? new OidcUpstream(),
        }, CancellationToken.None);
        await providers.SetSecretAsync(name, CompanyProvider.Secret, CancellationToken.None);
    }

    /// <summary>From the portal to the company's door; the address is <see cref="HttpBrowser.Left"/>.</summary>
    protected async Task<HttpBrowser> LeaveAsync(string provider = Acme)
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(Portal.AuthorizeQuery(("max_age", "3600")));
        await browser.GoAsync(FederationPaths.LeaveFor(System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"]!, provider, null));
        return browser;
    }

    /// <summary>What the company's page would do by itself: by the address, or in a form that a script sends from another site.</summary>
    protected static async Task ComeBackAsync(HttpBrowser browser, HttpBrowser there)
    {
        if (there.Left is { } left && there.LeftWith is null)
            await browser.GoAsync(left);
        else if (there is { Left: { } target, LeftWith: { } fields })
            await browser.PostFromElsewhereAsync(target.PathAndQuery, fields);
        else
        {
            var form = there.Page.QuerySelectorAll("form").OfType<IHtmlFormElement>().First();
            await browser.PostFromElsewhereAsync(new Uri(form.GetAttribute("action")!).PathAndQuery,
                form.QuerySelectorAll("input[name]").OfType<IHtmlInputElement>().Select(input => KeyValuePair.Create(input.Name!, input.Value)));
        }
    }

    protected async Task<HttpBrowser> SignInAsync(HttpBrowser there, Func<HttpBrowser, Task>? atTheCompany = null)
    {
        var browser = await LeaveAsync();
        Assert.That(browser.Left, Is.Not.Null, browser.TextOf("error-code"));
        await there.GoAsync(browser.Left!);
        if (atTheCompany is not null)
            await atTheCompany(there);
        await ComeBackAsync(browser, there);
        return browser;
    }

    protected ValueTask<Account?> AccountByAddressAsync(string email) => Provider.Services.GetRequiredService<UserStore>().FindByIdentifierAsync(email, CancellationToken.None);

    protected ValueTask<FederatedIdentity?> LinkAsync(string subject, string provider = Acme) =>
        Provider.Services.GetRequiredService<FederatedIdentityStore>().FindAsync(provider, subject, CancellationToken.None);
}
