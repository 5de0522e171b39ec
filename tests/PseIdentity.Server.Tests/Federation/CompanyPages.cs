using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Tests.Accounts;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation;

/// <summary>An installation with two companies, each with a provider that a test speaks for: acme may create accounts, globex may only link them.</summary>
internal abstract class CompanyPages : AccountPages
{
    protected const string Acme = "acme-login";
    protected const string Globex = "globex-login";
    private int subjects;
    private RelyingParty? party;

    /// <summary>One portal for all ways, so that what it brought along is known when it redeems.</summary>
    protected RelyingParty Party => party ??= Portal();

    protected ScriptedUpstream Company { get; } = new();

    protected FederatedIdentityStore Links => Provider.Services.GetRequiredService<FederatedIdentityStore>();

    protected IdentityProviderStore Providers => Provider.Services.GetRequiredService<IdentityProviderStore>();

    [OneTimeSetUp]
    public async Task MakeCompanies()
    {
        foreach (var provider in AllProviders())
            await Providers.SaveAsync(provider, CancellationToken.None);
    }

    protected virtual IEnumerable<IdentityProvider> AllProviders() =>
    [
        new() { Name = Acme, DisplayName = "Acme Ltd", Protocol = ScriptedUpstream.Name, Authority = "https://acme-login.example", Provisioning = "create", SignsOut = true },
        new() { Name = Globex, DisplayName = "Globex", Protocol = ScriptedUpstream.Name, Authority = "https://globex-login.example", Provisioning = "link" },
    ];

    protected override void Add(JsonObject document)
    {
        // Provisioning knows the protocols that there are; the scripted one takes their place afterwards.
        document["identity_providers"] = new JsonArray(
            [.. new[] { Acme, Globex }.Select(name => new JsonObject { ["name"] = name, ["authority"] = $"https://{name}.example", ["client_id"] = "here", ["client_secret"] = Installation.Secret })]);
        var organizations = document["organizations"]!.AsArray();
        organizations.Add(new JsonObject { ["name"] = "acme", ["display_name"] = "Acme Ltd", ["domains"] = new JsonArray("acme.example"), ["identity_provider"] = Acme });
        organizations.Add(new JsonObject { ["name"] = "globex", ["display_name"] = "Globex", ["domains"] = new JsonArray("globex.example"), ["identity_provider"] = Globex });
    }

    protected override void Change(WebApplicationBuilder builder) => builder.Services.AddSingleton<IUpstream>(Company);

    /// <summary>Somebody whom a provider knows, by a name of their own: <c>{who}@acme.example</c>, proven, unless claims say otherwise.</summary>
    protected string Employee(Action<Dictionary<string, IReadOnlyList<string>>>? change = null, Func<UpstreamIdentity, UpstreamIdentity>? more = null)
    {
        var who = $"employee{Interlocked.Increment(ref subjects)}";
        var claims = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["preferred_username"] = [who],
            ["name"] = [$"The {who}"],
            ["email"] = [$"{who}@acme.example"],
            ["email_verified"] = ["true"],
        };
        change?.Invoke(claims);
        var identity = new UpstreamIdentity { Subject = $"subject-of-{who}", Claims = claims, Sid = $"sid-of-{who}", Hint = $"hint-of-{who}" };
        Company.People[who] = more?.Invoke(identity) ?? identity;
        return who;
    }

    /// <summary>What the provider says of somebody from now on.</summary>
    protected void Said(string who, string claim, params string[] values) =>
        Company.People[who] = Company.People[who] with { Claims = new Dictionary<string, IReadOnlyList<string>>(Company.People[who].Claims) { [claim] = values } };

    /// <summary>Sends a browser from a sign-in page to the provider, and answers the state that it took along.</summary>
    protected static async Task<string> LeaveAsync(HttpBrowser browser, string provider = Acme)
    {
        var pending = System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"]!;
        await browser.GoAsync(FederationPaths.LeaveFor(pending, provider, null));
        Assert.That(browser.Left, Is.Not.Null, $"{browser.PageName} {browser.Status}");
        return System.Web.HttpUtility.ParseQueryString(browser.Left!.Query)["state"]!;
    }

    protected static string Back(string state, string who, string provider = Acme) => $"{FederationPaths.Callback}{provider}?state={state}&who={who}";

    /// <summary>The whole way from the portal to the company and back.</summary>
    protected async Task<HttpBrowser> SignInAsync(string who, string provider = Acme, HttpBrowser? browser = null, params (string Name, string? Value)[] changes)
    {
        browser ??= new HttpBrowser(Issuer);
        await browser.GoAsync(Party.AuthorizeQuery(changes));
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        var state = await LeaveAsync(browser, provider);
        await browser.GoAsync(Back(state, who, provider));
        return browser;
    }

    protected async Task<Account?> AccountOfAsync(string who, string provider = Acme) =>
        await Links.FindAsync(provider, Company.People[who].Subject, CancellationToken.None) is { } link ? await NowAsync(link.UserId) : null;

    /// <summary>The name of the refusal that the page shows.</summary>
    protected static void AssertRefused(HttpBrowser browser, string id)
    {
        Assert.That(browser.PageName, Is.EqualTo("company-refused"), browser.Left?.ToString());
        Assert.That((int)browser.Status, Is.EqualTo(400));
        Assert.That(browser.TextOf("error-code"), Is.EqualTo(id));
        Assert.That(browser.TextOf("error-id"), Is.Not.Empty);
        Assert.That(browser.Cookies.Keys, Has.None.StartsWith("pse-session"));
    }

    protected string SessionCookie => Provider.Services.GetRequiredService<ProtocolCookies>().SessionName;
}
