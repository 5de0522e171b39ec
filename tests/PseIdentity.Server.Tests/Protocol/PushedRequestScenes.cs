using Microsoft.Extensions.DependencyInjection;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What tests do with pushed requests.</summary>
internal static class PushedRequestScenes
{
    /// <summary>What the database keeps of a push.</summary>
    public static async Task<PushedRequest> GetStoredPushAsync(this IServiceProvider services, string uri, DateTimeOffset now)
    {
        var reference = PushedRequestUri.Read(uri) ?? throw new InvalidOperationException(uri);
        return await services.GetRequiredService<IPushedRequestStore>().FindAsync(reference.Hash, now, CancellationToken.None)
            ?? throw new InvalidOperationException("The push was not kept.");
    }

    /// <summary>A whole sign-in that begins with a push.</summary>
    public static async Task<Dictionary<string, string>> SignInPushedAsync(this RelyingParty party, HttpBrowser browser, params (string Name, string? Value)[] changes)
    {
        await browser.GoAsync(party.PushedQuery(await party.PushAsync(changes)));
        if (browser.PageName == "login")
            await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        return party.Answer(browser);
    }
}
