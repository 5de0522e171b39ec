using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Storage.Cleanup;

/// <summary>Lets expired rows leave, once a minute. Any number of nodes may do so.</summary>
internal sealed partial class CleanupLoop(ExpiredRows expired, TimeProvider clock, ILogger<CleanupLoop> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await expired.DeleteAsync(stoppingToken);
            }
            catch (DbException failure)
            {
                CleanupFailed(failure);
            }
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "Expired rows could not be deleted; it is tried again in a minute.")]
    private partial void CleanupFailed(Exception failure);
}
