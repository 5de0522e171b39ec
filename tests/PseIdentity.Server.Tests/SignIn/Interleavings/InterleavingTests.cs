using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;
using PseIdentity.Testing;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Interleavings;

/// <summary>
/// Two tabs of one browser, and at times another browser, in any order: nobody is signed in and no code is given but for what was proven there.
/// The runs are the same every time; <c>PSE_FUZZ_SECONDS</c> plays others for so long, and <see cref="Seed"/> plays one alone.
/// </summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class InterleavingTests
{
    /// <summary>The seed of one run, as a failure names it.</summary>
    public const string Seed = "PSE_INTERLEAVING";

    private const int Runs = 500;

    private const int EnoughFaults = 5;

    // One after another at each provider, whose clock they share.
    private const int Providers = 2;

    private readonly List<(RunningProvider Provider, FakeTimeProvider Clock)> providers = [];

    [OneTimeSetUp]
    public async Task StartProviders()
    {
        for (var i = 0; i < Providers; i++)
        {
            var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 15, TimeSpan.Zero));
            providers.Add((await RunningProvider.StartAsync(new ProviderSetup
            {
                Provisioning = Installation.Provisioning,
                Clock = clock,
                Settings = new Dictionary<string, string>
                {
                    ["RateLimits:Enabled"] = "false",
                    ["SignIn:PasswordIterations"] = "1000",
                    ["SignIn:LockoutFailures"] = "100",
                    ["SignIn:AddressFailures"] = "1000000",
                    ["SignIn:NetworkFailures"] = "1000000",
                },
            }), clock));
        }
    }

    [OneTimeTearDown]
    public async Task StopProviders()
    {
        foreach (var (provider, _) in providers)
            await provider.DisposeAsync();
    }

    [Test]
    public async Task No_order_of_steps_in_two_tabs_skips_a_factor_or_ends_nowhere()
    {
        var faults = new ConcurrentBag<string>();
        var seeds = new Queue<int>(SeedsToPlay());
        var until = Environment.GetEnvironmentVariable("PSE_FUZZ_SECONDS") is { Length: > 0 } seconds
            ? Stopwatch.GetTimestamp() + (long)(double.Parse(seconds, CultureInfo.InvariantCulture) * Stopwatch.Frequency) : (long?)null;
        var next = seeds.Count > 0 ? seeds.Max() : Environment.TickCount & 0xFFFFFF;

        var judged = await Task.WhenAll(providers.Select(provider => Task.Run(() => PlayAsync(provider.Provider, provider.Clock))));

        Assert.That(faults, Is.Empty);
        Assert.That(judged.Sum(), Is.GreaterThan(0));
        TestContext.Out.WriteLine($"{judged.Sum()} sessions and tokens were judged.");

        async Task<int> PlayAsync(RunningProvider provider, FakeTimeProvider clock)
        {
            var clients = new[] { Installation.Portal(provider.BaseAddress), Installation.Budget(provider.BaseAddress), Installation.HastyApp(provider.BaseAddress) };
            using var probe = Installation.BrowserApp(provider.BaseAddress);
            var judged = 0;
            while (faults.Count < EnoughFaults && Next() is { } seed)
                try
                {
                    judged += await new Interleaving(provider, clock, clients, probe, seed).PlayAsync();
                }
                catch (InterleavingException fault)
                {
                    faults.Add(fault.Message);
                }
            return judged;
        }

        int? Next()
        {
            lock (seeds)
                return seeds.TryDequeue(out var seed) ? seed : until > Stopwatch.GetTimestamp() ? ++next : null;
        }
    }

    private static IEnumerable<int> SeedsToPlay() =>
        Environment.GetEnvironmentVariable(Seed) is { Length: > 0 } one ? [int.Parse(one, CultureInfo.InvariantCulture)]
        : Environment.GetEnvironmentVariable("PSE_FUZZ_SECONDS") is { Length: > 0 } ? []
        : Enumerable.Range(1, Runs);
}
