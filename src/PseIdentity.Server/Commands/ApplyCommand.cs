using System.CommandLine;
using PseIdentity.Server.Setup.Provisioning;

namespace PseIdentity.Server.Commands;

/// <summary><c>apply FILE</c>: makes what is stored as the file says, all of it or nothing.</summary>
internal static class ApplyCommand
{
    public static Command Create(string[] settings)
    {
        var file = new Argument<string>("FILE") { Description = "A provisioning file; deploy/provisioning.schema.json describes it." };
        var command = new Command("apply", "Applies a provisioning file. Applying it again changes nothing.") { file, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var changes = await services.GetRequiredService<Provisioner>().ApplyAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), ct);
            await Print.ListAsync(parsed, changes, "Nothing to change.", change => change.ToString(), CommandJson.Default.IReadOnlyListProvisioningChange);
        }, ct));
        return command;
    }
}
