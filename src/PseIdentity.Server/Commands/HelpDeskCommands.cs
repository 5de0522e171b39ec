using System.CommandLine;
using PseIdentity.Server.Recovery;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Commands;

/// <summary>The help desk's verbs under <c>users</c>: <c>unlock</c>, <c>one-time-pass</c>, <c>reset-factor</c>, <c>end-sessions</c>.</summary>
internal static class HelpDeskCommands
{
    private static readonly string[] Kinds = [.. FactorRecovery.Kinds, CredentialKinds.Questions, "all"];

    public static IEnumerable<Command> Create(string[] settings) =>
    [
        Act(settings, "unlock", "Lets somebody try again who guessed wrong too often.", async (desk, person, by, parsed, ct) =>
        {
            await desk.UnlockAsync(person, by, ct);
            await Print.OneAsync(parsed, new Done("unlocked"), "Unlocked.", CommandJson.Default.Done);
        }),
        Act(settings, "one-time-pass", "Prints a pass that works once, for an hour, in place of a lost second factor. Make sure who you talk to first.", async (desk, person, by, parsed, ct) =>
        {
            var pass = await desk.IssuePassAsync(person, by, ct);
            await Print.OneAsync(parsed, new GivenPass(pass), pass, CommandJson.Default.GivenPass);
        }),
        Act(settings, "end-sessions", "Signs somebody out everywhere: every session and every grant ends.", async (desk, person, by, parsed, ct) =>
        {
            await desk.EndSessionsAsync(person, by, ct);
            await Print.OneAsync(parsed, new Done("sessions ended"), "Signed out everywhere.", CommandJson.Default.Done);
        }),
        ResetFactor(settings),
    ];

    private static Command ResetFactor(string[] settings)
    {
        var kind = new Option<string>("--kind") { Description = string.Join('|', Kinds), Required = true };
        kind.AcceptOnlyFromAmong(Kinds);
        var command = Act(settings, "reset-factor", "Removes a lost second factor, and signs its owner out everywhere. Where it was the last one, another is set up at the next sign-in.", async (desk, person, by, parsed, ct) =>
        {
            var wanted = parsed.GetRequiredValue(kind);
            var removed = await desk.ResetFactorsAsync(person, wanted == "all" ? FactorRecovery.Kinds : [wanted], by);
            if (removed.Count == 0)
                throw new CommandException("There is nothing of this kind to remove.");
            await Print.OneAsync(parsed, new RemovedFactors(removed), $"Removed: {string.Join(", ", removed)}.", CommandJson.Default.RemovedFactors);
        });
        command.Options.Add(kind);
        return command;
    }

    private static Command Act(string[] settings, string verb, string description, Func<HelpDesk, Account, string, ParseResult, CancellationToken, Task> act)
    {
        var name = new Argument<string>("NAME") { Description = "User name, customer ID or proven e-mail." };
        var by = new Option<string>("--by") { Description = "Who does it, for the record.", DefaultValueFactory = _ => Environment.UserName };
        var command = new Command(verb, description) { name, by, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var person = await services.GetRequiredService<UserStore>().FindByIdentifierAsync(parsed.GetRequiredValue(name), ct)
                ?? throw new CommandException($"Nobody signs in as '{parsed.GetRequiredValue(name)}'.");
            await act(services.GetRequiredService<HelpDesk>(), person, parsed.GetRequiredValue(by), parsed, ct);
        }, ct));
        return command;
    }
}
