using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>Sign-in pages with people who come along with a password of a certain kind.</summary>
internal abstract class PasswordScenes : SignInPages
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Document(),
        Settings = new Dictionary<string, string>(base.Setup.Settings.Concat(Settings)),
    };

    protected virtual IEnumerable<KeyValuePair<string, string>> Settings => [];

    /// <summary>People beyond those of the installation, each a JSON object.</summary>
    protected abstract IEnumerable<JsonObject> People { get; }

    protected async Task<Account> AccountAsync(string userName) =>
        await Provider.Services.GetRequiredService<UserStore>().FindByIdentifierAsync(userName, CancellationToken.None) ?? throw new InvalidOperationException($"There is no {userName}.");

    protected static JsonObject Person(string userName, string member, JsonNode value, bool mustChange = false) =>
        new() { ["preferred_username"] = userName, [member] = value, ["must_change_password"] = mustChange };

    protected static Task ChangeAsync(HttpBrowser browser, string current, string chosen) =>
        browser.PressAsync("password-submit", ("current-password", current), ("new-password", chosen), ("confirm-password", chosen));

    private string Document()
    {
        var document = JsonNode.Parse(Installation.Provisioning)!.AsObject();
        document["organizations"]!.AsArray().Add(new JsonObject { ["name"] = "acme", ["display_name"] = "Acme Works", ["policy"] = new JsonObject { ["password_max_age_days"] = 90 } });
        foreach (var person in People)
            document["users"]!.AsArray().Add(person);
        return document.ToJsonString();
    }
}
