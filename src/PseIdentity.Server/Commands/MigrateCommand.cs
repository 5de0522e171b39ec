using System.CommandLine;
using PseIdentity.Protocol;
using PseIdentity.Storage;

namespace PseIdentity.Server.Commands;

/// <summary><c>migrate</c>: brings the schema up to date, and may give the database to another issuer.</summary>
internal static class MigrateCommand
{
    public static Command Create(string[] settings)
    {
        var issuer = new Option<bool>("--issuer")
        {
            Description = "Gives the database to the issuer in the settings. Tokens and relying parties that know the old name stop working, and everybody signs in anew.",
        };
        var command = new Command("migrate", "Brings the database up to date with this version.") { issuer, Offline.Json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var app = Offline.Build(settings);
            var setup = app.Services.GetRequiredService<DatabaseSetup>();
            var pending = await setup.PendingAsync(ct);
            await setup.MigrateAsync(ct);
            if (parsed.GetValue(issuer))
                await setup.ChangeIssuerAsync(app.Services.GetRequiredService<Issuer>(), ct);
            await setup.PrepareAsync(app.Services.GetRequiredService<Issuer>(), ct);
            await Print.ListAsync(parsed, pending, "The database was up to date.", migration => $"migrated: {migration}", CommandJson.Default.IReadOnlyListString);
            return 0;
        });
        return command;
    }
}
