using System.CommandLine;
using PseIdentity.Server.Setup;

namespace PseIdentity.Server.Commands;

/// <summary><c>users invite</c>, and what the help desk does.</summary>
internal static class UsersCommand
{
    public static Command Create(string[] settings)
    {
        var users = new Command("users", "The people. They are added with apply.") { Invite(settings) };
        foreach (var act in HelpDeskCommands.Create(settings))
            users.Subcommands.Add(act);
        return users;
    }

    private static Command Invite(string[] settings)
    {
        var role = new Option<string>("--role") { Description = "administrator", Required = true };
        role.AcceptOnlyFromAmong(FirstAdministrator.Role);
        var command = new Command("invite", "Prints a link, good for an hour and once, with which somebody becomes an administrator.") { role, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var link = await services.GetRequiredService<FirstAdministrator>().InviteAsync(ct);
            await Print.OneAsync(parsed, new Invitation(link), link, CommandJson.Default.Invitation);
        }, ct));
        return command;
    }
}
