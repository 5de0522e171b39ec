using System.CommandLine;
using PseIdentity.Server.Email;
using PseIdentity.Server.Setup.Settings;
using PseIdentity.Storage;

namespace PseIdentity.Server.Commands;

/// <summary><c>check</c>: would it start? Settings, database and provisioning file are looked at, and nothing is changed.</summary>
internal static class CheckCommand
{
    public static Command Create(string[] settings)
    {
        var command = new Command("check", "Looks whether the settings, the database and the provisioning file are in order, and changes nothing.") { Offline.Json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var app = Offline.Build(settings);
            var provider = app.Services.GetRequiredService<ProviderSettings>();
            var findings = new List<string> { $"issuer: {provider.Issuer}" };
            if (PlanCommand.IsNew(provider))
                findings.Add("database: will be made at the first start");
            else
            {
                var pending = await app.Services.GetRequiredService<DatabaseSetup>().PendingAsync(ct);
                if (pending.Count > 0 && !provider.Storage.Migrate)
                    throw new CommandException($"The database lacks {pending.Count} migration(s), and Database:Migrate is false. Run 'pse-identity migrate' first.");
                findings.Add(pending.Count > 0 ? $"database: {pending.Count} migration(s) to come" : "database: up to date");
            }
            findings.Add(app.Services.GetRequiredService<Mailer>().Works ? "mail: works" : "mail: none, since Email:Smtp:Host is not set; decoupled sign-in (CIBA) is not offered");
            if (provider.ProvisioningFile is { } file)
                findings.Add($"provisioning file: {(await PlanCommand.PlanAsync(settings, file, ct)).Count} change(s) to come");
            await Print.ListAsync(parsed, findings, "", finding => finding, CommandJson.Default.IReadOnlyListString);
            return 0;
        });
        return command;
    }
}
