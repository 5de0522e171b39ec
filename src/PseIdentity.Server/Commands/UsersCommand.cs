using System.CommandLine;
using PseIdentity.Server.Setup;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Devices;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Commands;

/// <summary><c>users invite</c> and <c>users unlock NAME</c>.</summary>
internal static class UsersCommand
{
    public static Command Create(string[] settings) => new("users", "The people. They are added with apply.")
    {
        Invite(settings),
        Unlock(settings),
    };

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

    private static Command Unlock(string[] settings)
    {
        var name = new Argument<string>("NAME") { Description = "User name, customer ID or proven e-mail." };
        var command = new Command("unlock", "Lets somebody try again who guessed wrong too often.") { name, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var person = await services.GetRequiredService<UserStore>().FindByIdentifierAsync(parsed.GetRequiredValue(name), ct)
                ?? throw new CommandException($"Nobody signs in as '{parsed.GetRequiredValue(name)}'.");
            var devices = await services.GetRequiredService<DeviceStore>().OfUserAsync(person.Id, ct);
            await services.GetRequiredService<GuessStore>().ForgetAsync([Guesses.TargetOf(person, null), .. devices.Select(device => Guesses.TargetOf(person, device))], ct);
            await Print.OneAsync(parsed, new Done("unlocked"), "Unlocked.", CommandJson.Default.Done);
        }, ct));
        return command;
    }
}
