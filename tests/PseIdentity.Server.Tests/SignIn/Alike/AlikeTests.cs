using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Storage.Sql;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Alike;

/// <summary>
/// Wherever a name is taken, one that somebody has and one that nobody has cost the same hashes and statements, and get the same answer, byte for byte
/// but for what is new in every answer, after the same time.
/// </summary>
[NonParallelizable]
internal sealed partial class AlikeTests : SignInPages
{
    private const int Pairs = 40;
    private const double SameFactor = 1.5;
    private const double SameMilliseconds = 15;

    private readonly List<Tally> tallies = [];

    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(Relaxed) { ["Recovery:RequestsPerAddress"] = "1000" },
        Change = builder =>
        {
            var database = builder.Services.Single(service => service.ServiceType == typeof(IDatabase));
            builder.Services.Replace(ServiceDescriptor.Singleton<IDatabase>(provider => new CountingDatabase((IDatabase)database.ImplementationFactory!(provider))));
            builder.Services.AddSingleton<IStartupFilter>(new CountRequests(tallies));
            builder.Services.Replace(ServiceDescriptor.Singleton<IMailRoute>(new MailInbox()));
        },
    };

    /// <summary>Where names are taken, one that somebody has and one that nobody has, of one length.</summary>
    private static IEnumerable<TestCaseData> Places()
    {
        yield return Place("login", "dora", "nora");
        yield return Place("login", "dora@example.com", "nora@example.com");
        yield return Place("recover/password", "dora", "nora");
        yield return Place("recover/password", "dora@example.com", "nora@example.com");
        yield return Place("recover/unlock", "dora", "nora");
        yield return Place("recover/username", "dora@example.com", "nora@example.com");
        yield return Place("login/company", "dora@example.com", "nora@example.com");

        static TestCaseData Place(string place, string known, string unknown) => new(place, known, unknown);
    }

    [TestCaseSource(nameof(Places))]
    public async Task A_name_that_nobody_has_costs_and_brings_what_one_brings_that_somebody_has(string place, string known, string unknown)
    {
        // What is found once and kept is found before.
        await AskAsync(place, known);
        await AskAsync(place, unknown);

        var first = await AskAsync(place, known);
        var second = await AskAsync(place, unknown);

        Assert.That(second.Hashes, Is.EqualTo(first.Hashes), "hashes");
        Assert.That(second.Statements, Is.EqualTo(first.Statements), "statements");
        Assert.That(second.Answer, Is.EqualTo(first.Answer));
        Assert.That(second.Length, Is.EqualTo(first.Length), "bytes");
        Assert.That(first.Hashes, place == "login" ? Is.GreaterThan(0) : Is.Zero);
        Assert.That(first.Statements, Is.GreaterThan(0), "something was counted");
    }

    [TestCaseSource(nameof(Places))]
    public async Task It_is_answered_after_the_same_time(string place, string known, string unknown) =>
        await SameTimeAsync(async name => (await AskAsync(place, name)).Milliseconds, known, unknown);

    [Test, Category("CIBA §13")]
    public async Task A_hint_at_nobody_is_answered_like_one_at_somebody()
    {
        var desk = Installation.CallCentre(Issuer);
        await HintAsync("dora");
        var (first, second) = (await HintAsync("dora"), await HintAsync("nora"));

        Assert.That(second.Tally.Calls, Is.EqualTo(first.Tally.Calls));
        Assert.That(Secret().Replace(second.Answer.Body, ""), Is.EqualTo(Secret().Replace(first.Answer.Body, "")));
        Assert.That(second.Answer.Body, Has.Length.EqualTo(first.Answer.Body.Length));
        Assert.That(second.Answer.Status, Is.EqualTo(200));
        await SameTimeAsync(async name => (await HintAsync(name)).Milliseconds, "dora", "nora");

        async Task<(TokenAnswer Answer, Tally Tally, double Milliseconds)> HintAsync(string name)
        {
            Clock.Advance(TimeSpan.FromHours(2));
            tallies.Clear();
            var started = Stopwatch.GetTimestamp();
            var answer = await desk.BeginCibaAsync(("login_hint", name));
            return (answer, tallies.Single(), Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private async Task<Cost> AskAsync(string place, string name)
    {
        // Nothing that was counted or locked before counts any more.
        Clock.Advance(TimeSpan.FromHours(2));
        using var browser = place == "login" ? await AtSignInAsync(Portal()) : new HttpBrowser(Issuer);
        if (place != "login")
            await browser.GoAsync("/" + place);
        var hashing = Provider.Services.GetRequiredService<PasswordHash>();
        var hashes = hashing.Computed;
        tallies.Clear();
        browser.FollowsRedirects = false;
        var started = Stopwatch.GetTimestamp();
        await (place switch
        {
            "login" => browser.PressAsync("login-submit", ("username", name), ("password", "wrong")),
            "login/company" => browser.PressAsync("company-submit", ("email", name)),
            _ => browser.PressAsync("recover-submit", ("identifier", name)),
        });
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var answered = browser.Hops.Single();
        var (tally, computed) = (tallies.Single(), hashing.Computed - hashes);
        browser.FollowsRedirects = true;
        if (browser.Ahead is not null)
            await browser.FollowAsync();
        foreach (var input in browser.Page.QuerySelectorAll("input[type=hidden]"))
            input.RemoveAttribute("value");
        var page = Handle().Replace(browser.Page.DocumentElement.OuterHtml, "").Replace(name, "NAME", StringComparison.Ordinal);
        return new Cost(computed, tally.Statements, $"{answered.Status} {answered.Address.AbsolutePath} {browser.Status}\n{page}", browser.Headers.GetValueOrDefault("Content-Length"), took);
    }

    // In pairs, one after the other, so that what else the machine does meets both; measured once more where it has met one.
    private static async Task SameTimeAsync(Func<string, Task<double>> ask, string known, string unknown)
    {
        await ask(known);
        await ask(unknown);
        var (first, second) = await MediansAsync(Pairs);
        if (!AreAlike(first, second))
            (first, second) = await MediansAsync(4 * Pairs);
        Assert.That(AreAlike(first, second), Is.True, $"known {first:F1} ms, unknown {second:F1} ms");

        async Task<(double Known, double Unknown)> MediansAsync(int pairs)
        {
            var (knowns, unknowns) = (new List<double>(), new List<double>());
            for (var pair = 0; pair < pairs; pair++)
            {
                var knownFirst = pair % 2 == 0;
                (knownFirst ? knowns : unknowns).Add(await ask(knownFirst ? known : unknown));
                (knownFirst ? unknowns : knowns).Add(await ask(knownFirst ? unknown : known));
            }
            return (Median(knowns), Median(unknowns));
        }

        static bool AreAlike(double one, double other) => Math.Abs(one - other) <= SameMilliseconds || Math.Max(one, other) / Math.Min(one, other) <= SameFactor;

        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }

    [GeneratedRegex(@"(?:pending|request|link)=[\w%-]+")]
    private static partial Regex Handle();

    [GeneratedRegex("\"auth_req_id\":\"[^\"]+\"")]
    private static partial Regex Secret();

    private sealed record Cost(long Hashes, int Statements, string Answer, string? Length, double Milliseconds);

    private sealed class CountRequests(List<Tally> tallies) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                var tally = new Tally();
                lock (tallies)
                    tallies.Add(tally);
                Tally.Current = tally;
                await rest(context);
            });
            next(app);
        };
    }
}
