using System.Text.Json;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.BrowserApp;

/// <summary>Somebody who uses the browser app, and what the app has kept for them.</summary>
internal static class AppVisit
{
    /// <summary>All the way to the app's dashboard.</summary>
    public static async Task SignInAtAppAsync(this Visitor visitor, Person person)
    {
        await visitor.GoAsync(Suite.Demo.BrowserApp);
        await visitor.PressAsync("sign-in");
        await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("browser-app");
    }

    /// <summary>What the library holds now.</summary>
    public static async Task<Held> HeldAsync(this Visitor visitor)
    {
        var user = JsonDocument.Parse(await visitor.Page.EvaluateAsync<string>(
            "JSON.stringify(Object.entries(sessionStorage).filter(([key]) => key.startsWith('oidc.user:')).map(([, user]) => JSON.parse(user)))")).RootElement[0];
        return new Held(user.GetProperty("access_token").GetString(), user.TryGetProperty("refresh_token", out var refresh) ? refresh.GetString() : null);
    }

    /// <summary>Waits until the app has renewed its tokens this often since it was opened.</summary>
    public static Task HasRenewedAsync(this Visitor visitor, int times) => Expect(visitor["token-count"]).ToHaveTextAsync($"{times}");

    /// <summary>Waits for the status that the last call was answered with.</summary>
    public static Task IsAnsweredAsync(this Visitor visitor, int status) => Expect(visitor["answer"]).ToHaveAttributeAsync("data-status", $"{status}");
}

internal sealed record Held(string? AccessToken, string? RefreshToken);
