using System.Net;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.Operations;

public sealed class RateLimitTests
{
    [Test]
    public async Task Too_many_requests_are_told_when_to_come_again()
    {
        await using var provider = await RunningProvider.StartAsync(Limited());

        Assert.That(await AnswersAsync(provider, "/.well-known/openid-configuration", 4), Is.EqualTo(new[] { 200, 200, 200, 429 }));
        Assert.That(await AnswersAsync(provider, "/help", 1), Is.EqualTo(new[] { 200 }), "pages are counted apart");
        Assert.That(await AnswersAsync(provider, "/healthz/live", 5), Is.All.EqualTo(200));

        using var refused = await provider.Http.GetAsync("/.well-known/openid-configuration");
        Assert.That(refused.Headers.RetryAfter!.Delta, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task A_known_proxy_speaks_for_its_callers_and_nobody_else_does()
    {
        await using var behind = await RunningProvider.StartAsync(Limited() with { Settings = new Dictionary<string, string>(Limited().Settings) { ["Network:KnownProxies"] = "127.0.0.1" } });
        await using var open = await RunningProvider.StartAsync(Limited());

        foreach (var address in new[] { "203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4" })
            Assert.That(await ForwardedAsync(behind, address), Is.EqualTo(HttpStatusCode.OK));

        for (var i = 1; i <= 3; i++)
            await ForwardedAsync(open, $"203.0.113.{i}");
        Assert.That(await ForwardedAsync(open, "203.0.113.4"), Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    private static ProviderSetup Limited() => new() { Settings = new Dictionary<string, string> { ["RateLimits:ProtocolPerMinute"] = "3", ["RateLimits:PagesPerMinute"] = "3" } };

    private static async Task<int[]> AnswersAsync(RunningProvider provider, string path, int times)
    {
        var answers = new int[times];
        for (var i = 0; i < times; i++)
        {
            using var response = await provider.Http.GetAsync(path);
            answers[i] = (int)response.StatusCode;
        }
        return answers;
    }

    private static async Task<HttpStatusCode> ForwardedAsync(RunningProvider provider, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/jwks.json") { Headers = { { "X-Forwarded-For", address } } };
        using var response = await provider.Http.SendAsync(request);
        return response.StatusCode;
    }
}
