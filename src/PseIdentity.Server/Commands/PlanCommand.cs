using System.CommandLine;
using PseIdentity.Protocol;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Server.Setup.Settings;
using PseIdentity.Storage;

namespace PseIdentity.Server.Commands;

/// <summary><c>plan FILE</c>: what <c>apply</c> would change. It leaves nothing behind, not even an empty database.</summary>
internal static class PlanCommand
{
    public static Command Create(string[] settings)
    {
        var file = new Argument<string>("FILE") { Description = "A provisioning file; deploy/provisioning.schema.json describes it." };
        var command = new Command("plan", "Prints what applying a provisioning file would change, and changes nothing.") { file, Offline.Json };
        command.SetAction(async (parsed, ct) =>
        {
            var changes = await PlanAsync(settings, Path.GetFullPath(parsed.GetRequiredValue(file)), ct);
            await Print.ListAsync(parsed, changes, "Nothing to change.", change => change.ToString(), CommandJson.Default.IReadOnlyListProvisioningChange);
            return 0;
        });
        return command;
    }

    public static async Task<IReadOnlyList<ProvisioningChange>> PlanAsync(string[] settings, string file, CancellationToken ct)
    {
        await using (var app = Offline.Build(settings))
            if (!IsNew(app.Services.GetRequiredService<ProviderSettings>()))
            {
                if (await app.Services.GetRequiredService<DatabaseSetup>().PendingAsync(ct) is { Count: > 0 })
                    throw new CommandException("The database is not up to date; run 'pse-identity migrate' first.");
                return await app.Services.GetRequiredService<Provisioner>().PlanAsync(file, ct);
            }

        // Nothing is there yet: an empty database elsewhere says the same.
        var elsewhere = Directory.CreateTempSubdirectory("pse-identity-plan-");
        try
        {
            await using var app = Offline.Build([.. settings, "--Data:Directory", elsewhere.FullName]);
            await app.Services.GetRequiredService<DatabaseSetup>().PrepareAsync(app.Services.GetRequiredService<Issuer>(), ct);
            return await app.Services.GetRequiredService<Provisioner>().PlanAsync(file, ct);
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    // Looking into a SQLite file that is not there would make it.
    public static bool IsNew(ProviderSettings settings) =>
        settings.Storage.ConnectionString is null
        && string.Equals(settings.Storage.Provider, nameof(DatabaseProvider.Sqlite), StringComparison.OrdinalIgnoreCase)
        && !File.Exists(Path.Combine(settings.DataDirectory, "pse-identity.db"));
}
