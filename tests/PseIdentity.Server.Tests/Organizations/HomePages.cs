using System.Text.Json.Nodes;
using PseIdentity.Server.Tests.Federation;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Organizations;

/// <summary>
/// Companies of every kind: acme and globex have a provider each, both hold shared.example; open lets people sign in here as well; local has no provider.
/// </summary>
internal abstract class HomePages : CompanyPages
{
    /// <summary>The provider that the browser was sent to; null where it stayed.</summary>
    protected static string? WentTo(HttpBrowser browser) =>
        browser.Left?.Host switch { null => null, var host => host.Split('.')[0] };

    /// <summary>What the provider was told of who comes.</summary>
    protected string? HintTo(HttpBrowser browser) => browser.Left is null ? null : Company.Asked?.LoginHint;

    protected static Task FollowAsync(HttpBrowser browser, string link) => browser.GoAsync(browser.Page.GetElementById(link)!.GetAttribute("href")!);

    /// <summary>After a form a page of ours stands between; its link leads on.</summary>
    protected static Task ThroughAsync(HttpBrowser browser) => browser.PageName == "leaving" ? FollowAsync(browser, "leaving-continue") : Task.CompletedTask;

    protected override void Add(JsonObject document)
    {
        base.Add(document);
        var organizations = document["organizations"]!.AsArray();
        foreach (var organization in organizations.Where(each => (string?)each!["name"] is "acme" or "globex"))
            organization!["domains"]!.AsArray().Add("shared.example");
        var acme = organizations.Single(each => (string?)each!["name"] == "acme")!;
        acme["break_glass"] = new JsonArray("root@acme.example", "keyholder");
        acme["administrators"] = new JsonArray("dave");
        acme["brand"] = new JsonObject { ["color"] = "#7a1f5c" };
        organizations.Add(JsonNode.Parse("""{ "name": "open", "display_name": "Open", "domains": ["open.example"], "identity_provider": "globex-login", "policy": { "local_sign_in": true } }"""));
        organizations.Add(JsonNode.Parse("""{ "name": "local", "display_name": "Local", "domains": ["local.example"] }"""));
        var users = document["users"]!.AsArray();
        users.Add(Person("dave", "dave@acme.example", "acme"));
        users.Add(Person("keyholder", "keyholder@acme.example", "acme"));
        users.Add(Person("guest", "guest@elsewhere.example", "acme"));
        users.Add(Person("olga", "olga@open.example", "open"));
        users.Add(Person("lars", "lars@local.example", "local"));
    }

    private static JsonObject Person(string name, string email, string organization) => new()
    {
        ["preferred_username"] = name,
        ["email"] = email,
        ["email_verified"] = true,
        ["password"] = Installation.Password,
        ["organization"] = organization,
    };
}
