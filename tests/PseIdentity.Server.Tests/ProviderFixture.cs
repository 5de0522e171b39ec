using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests;

/// <summary>A provider on a socket for a whole fixture, with the installation that tests over HTTP share.</summary>
[Parallelizable(ParallelScope.Self)]
internal abstract class ProviderFixture
{
    private RunningProvider? provider;

    protected virtual ProviderSetup Setup => new() { Provisioning = Installation.Provisioning, Settings = Relaxed };

    /// <summary>Tests ask more often in a minute than a person does.</summary>
    protected static IReadOnlyDictionary<string, string> Relaxed { get; } = new Dictionary<string, string> { ["RateLimits:Enabled"] = "false" };

    protected RunningProvider Provider => provider ?? throw new InvalidOperationException("The provider has not been started.");

    protected Uri Issuer => Provider.BaseAddress;

    [OneTimeSetUp]
    public async Task StartProvider() => provider = await RunningProvider.StartAsync(Setup);

    [OneTimeTearDown]
    public async Task StopProvider()
    {
        if (provider is not null)
            await provider.DisposeAsync();
    }
}
