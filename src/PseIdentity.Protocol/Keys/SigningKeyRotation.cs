using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Protocol.Keys;

/// <summary>Has the keys ready before the first request, and lets the ring look at the store again at every interval.</summary>
internal sealed partial class SigningKeyRotation(
    SigningKeyRing ring, TimeProvider clock, SigningKeyOptions options, ILogger<SigningKeyRotation> logger) : BackgroundService
{
    /// <summary>A provider without keys must not start: a failure here ends the program.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ring.InitializeAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RefreshInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ring.RefreshAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is DbException or TimeoutException or IOException)
            {
                // The keys in memory are good for days; a database that is away for a while is no reason to stop.
                LogStoreAway(failure);
            }
        }
    }

    [LoggerMessage(702, LogLevel.Error, "The signing keys could not be refreshed; this node goes on with those it has and tries again")]
    private partial void LogStoreAway(Exception failure);
}
