using System.Diagnostics;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>A flood of sign-ins costs other sign-ins their turn, and nobody else anything. It runs alone, because it measures time.</summary>
[NonParallelizable]
internal sealed class FloodTests : ProviderFixture
{
    private const int SignIns = 200;
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(250);

    /// <summary>Password hashes at their full cost: they are what floods the machine.</summary>
    protected override ProviderSetup Setup => base.Setup with { Settings = new Dictionary<string, string> { ["RateLimits:Enabled"] = "false" } };

    [Test]
    public async Task Two_hundred_wrong_passwords_at_once_do_not_slow_the_token_endpoint_and_are_answered_in_time()
    {
        var portal = Installation.Portal(Issuer);
        var browsers = Enumerable.Range(0, SignIns).Select(_ => new HttpBrowser(Issuer)).ToList();
        foreach (var browser in browsers)
            await browser.GoAsync(portal.AuthorizeQuery());
        using var service = Installation.Service(Issuer);
        var quiet = await PercentileAsync(service, until: Task.Delay(TimeSpan.FromSeconds(1)));

        var flood = Task.WhenAll(browsers.Select((browser, i) => TryAsync(browser, $"nobody-{i}")));
        var under = await PercentileAsync(service, until: flood);

        var answers = await flood;
        await TestContext.Out.WriteLineAsync($"p95 of client_credentials: {quiet.TotalMilliseconds:F1} ms in peace, {under.TotalMilliseconds:F1} ms in the flood; "
            + $"{answers.Count(a => a.Status == 503)} of {SignIns} were told to come again, the slowest answer took {answers.Max(a => a.Took).TotalSeconds:F1} s");
        Assert.Multiple(() =>
        {
            // A machine that is busy with something else is slow in peace, too.
            Assert.That(under, Is.LessThan(Bound + 5 * quiet));
            Assert.That(answers.Select(a => a.Status), Is.All.EqualTo(200).Or.EqualTo(503));
            Assert.That(answers.Where(a => a.Status == 503), Is.Not.Empty.And.All.Property("RetryAfter").EqualTo("5"));
            Assert.That(answers.Max(a => a.Took), Is.LessThan(TimeSpan.FromSeconds(5) + TimeSpan.FromSeconds(10)), "the queue does not grow old: five seconds, and the time for two hundred pages");
        });
        browsers.ForEach(b => b.Dispose());
    }

    private static async Task<Answer> TryAsync(HttpBrowser browser, string userName)
    {
        var started = Stopwatch.GetTimestamp();
        await browser.PressAsync("login-submit", ("username", userName), ("password", "wrong"));
        return new((int)browser.Status, browser.Headers.GetValueOrDefault("Retry-After"), Stopwatch.GetElapsedTime(started));
    }

    private static async Task<TimeSpan> PercentileAsync(RelyingParty service, Task until)
    {
        var took = new List<TimeSpan>();
        while (!until.IsCompleted || took.Count < 20)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.That((await service.TokenAsync(("grant_type", "client_credentials"))).Status, Is.EqualTo(200));
            took.Add(Stopwatch.GetElapsedTime(started));
        }
        took.Sort();
        return took[took.Count * 95 / 100];
    }

    private sealed record Answer(int Status, string? RetryAfter, TimeSpan Took);
}
