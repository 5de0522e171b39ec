using System.CommandLine;
using PseIdentity.Protocol;
using PseIdentity.Storage;

namespace PseIdentity.Server.Commands;

/// <summary><c>migrate</c>: brings the schema up to date; with <c>--issuer</c> it gives the database to another issuer.</summary>
internal static class MigrateCommand
{
    /// <summary>In lower case, apart from the setting: <see cref="SettingArguments"/> leaves it to this command.</summary>
    public const string Name = "migrate";
    public const string IssuerOption = "--issuer";

    public static Command Create(string[] settings)
    {
        var issuer = new Option<string?>(IssuerOption)
        {
            Description = "Gives the database to this issuer, or to the one in the settings. Relying parties must be told, tokens that name the old one are refused, and everybody signs in anew.",
            HelpName = "URL",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(Name, "Brings the database up to date with this version.") { issuer, Offline.Json };
        command.SetAction(async (parsed, ct) =>
        {
            var changes = parsed.GetResult(issuer) is not null;
            await using var app = Offline.Build(parsed.GetValue(issuer) is { } url ? [.. settings, "--Issuer", url] : settings);
            var setup = app.Services.GetRequiredService<DatabaseSetup>();
            var its = app.Services.GetRequiredService<Issuer>();

            var done = (await setup.PendingAsync(ct)).Select(migration => $"migrated: {migration}").ToList();
            await setup.MigrateAsync(ct);
            if (changes)
            {
                await setup.ChangeIssuerAsync(its, ct);
                done.Add($"issuer: {its}; give it to every relying party, because tokens and sessions of the former one are worth nothing now");
            }
            await setup.PrepareAsync(its, ct);
            await Print.ListAsync(parsed, done, "The database was up to date.", line => line, CommandJson.Default.IReadOnlyListString);
            return 0;
        });
        return command;
    }
}
