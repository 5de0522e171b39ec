using System.CommandLine;
using PseIdentity.Server.Setup;

namespace PseIdentity.Server.Commands;

/// <summary><c>serve</c>: answers until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(string[] settings)
    {
        var command = new Command("serve", "Runs the provider until it is told to stop.");
        command.SetAction((_, ct) => RunAsync(settings, ct));
        return command;
    }

    public static async Task<int> RunAsync(string[] settings, CancellationToken ct)
    {
        await using var app = ProviderHost.Build(settings);
        await app.StartProviderAsync(ct);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }
}
