using Microsoft.Extensions.Hosting;

namespace PseIdentity.Storage.Sql;

/// <summary>Hears of edits by other nodes and by the command line while the program runs.</summary>
internal sealed class CacheWatch(IDatabase database) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => database.WatchAsync(stoppingToken);
}
