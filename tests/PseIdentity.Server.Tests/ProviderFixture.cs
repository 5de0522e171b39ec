using NUnit.Framework;
using PseIdentity.Testing;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests;

/// <summary>A provider on a socket for a whole fixture, with the installation that tests over HTTP share.</summary>
[Parallelizable(ParallelScope.Self)]
internal abstract class ProviderFixture
{
    private RunningProvider? provider;

    protected virtual ProviderSetup Setup => new() { Provisioning = Installation.Provisioning, Settings = Relaxed };

    /// <summary>
    /// Tests ask more often in a minute than a person does, and sign in more often than they would wait for:
    /// passwords are hashed a thousand times where an installation does it 210,000 times.
    /// </summary>
    protected static IReadOnlyDictionary<string, string> Relaxed { get; } = new Dictionary<string, string>
    {
        ["RateLimits:Enabled"] = "false",
        ["SignIn:PasswordIterations"] = "1000",
        ["SignIn:AddressFailures"] = "1000000",
        ["SignIn:NetworkFailures"] = "1000000",
    };

    protected RunningProvider Provider => provider ?? throw new InvalidOperationException("The provider has not been started.");

    protected Uri Issuer => Provider.BaseAddress;

    /// <summary>The issuer as clients compare it.</summary>
    protected string IssuerName => Issuer.GetLeftPart(UriPartial.Authority);

    [OneTimeSetUp]
    public async Task StartProvider() => provider = await RunningProvider.StartAsync(Setup);

    [OneTimeTearDown]
    public async Task StopProvider()
    {
        if (provider is not null)
            await provider.DisposeAsync();
    }
}

/// <summary>A provider whose clock stands still until a test moves it.</summary>
internal abstract class ClockedFixture : ProviderFixture
{
    protected FakeTimeProvider Clock { get; } = new();

    protected override ProviderSetup Setup => base.Setup with { Clock = Clock };

    protected void Pass(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));
}
