using System.CommandLine;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Events;
using PseIdentity.Server.Operations;
using PseIdentity.Storage;

namespace PseIdentity.Server.Commands;

/// <summary>The program put together as it serves, but answering nobody: for commands. Its log goes to standard error, warnings and worse.</summary>
internal static class Offline
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Prints JSON.", Recursive = true };

    public static WebApplication Build(string[] settings) => ProviderHost.BuildServices(settings, builder =>
    {
        builder.Services.AddSingleton(LogTarget.StandardError);
        builder.Logging.AddFilter((category, level) => level >= LogLevel.Warning);
    });

    /// <summary>Runs a command over a database that is ready.</summary>
    public static async Task<int> RunAsync(string[] settings, Func<IServiceProvider, Task> command, CancellationToken ct)
    {
        await using var app = Build(settings);
        await app.Services.GetRequiredService<DatabaseSetup>().PrepareAsync(app.Services.GetRequiredService<Issuer>(), ct);
        await command(app.Services);

        // Nothing runs that would write what was recorded.
        if (app.Services.GetRequiredService<IEventLog>() is IHostedService waiting)
            await waiting.StopAsync(CancellationToken.None);
        return 0;
    }
}
