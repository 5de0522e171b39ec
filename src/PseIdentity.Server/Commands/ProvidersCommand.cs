using System.CommandLine;
using System.Text.Json;
using PseIdentity.Server.Federation;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Commands;

/// <summary><c>providers list</c>, <c>providers show NAME</c> and <c>providers test NAME</c>.</summary>
internal static class ProvidersCommand
{
    public static Command Create(string[] settings) => new("providers", "The providers that people may sign in with instead of here. They are defined with apply.")
    {
        List(settings),
        Show(settings),
        Test(settings),
    };

    private static Command List(string[] settings)
    {
        var page = new PageOptions("A part of the name.");
        var command = new Command("list", "Lists them, a page at a time.") { page.Search, page.After, page.Most, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var names = await services.GetRequiredService<IdentityProviderCatalog>().PageAsync(parsed.GetValue(page.Search), parsed.GetValue(page.After), parsed.GetValue(page.Most), ct);
            var listed = new List<ListedProvider>(names.Count);
            foreach (var name in names)
                if (await services.GetRequiredService<IdentityProviderStore>().FindAsync(name, ct) is { } each)
                    listed.Add(new ListedProvider(each.Name, each.DisplayName, each.Protocol, each.Authority, each.Enabled));
            await Print.ListAsync(parsed, listed, "There is no such provider.", each => $"{each.Name}  {each.Protocol}  {each.Authority}{(each.Enabled ? "" : "  (disabled)")}", CommandJson.Default.IReadOnlyListListedProvider);
        }, ct));
        return command;
    }

    private static Command Show(string[] settings)
    {
        var name = Name();
        var command = new Command("show", "Prints how a provider is defined, without its secret. It is JSON in any case.") { name, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var provider = await FindAsync(services, parsed.GetRequiredValue(name), ct);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(provider, CommandJson.Default.IdentityProvider));
        }, ct));
        return command;
    }

    private static Command Test(string[] settings)
    {
        var name = Name();
        var command = new Command("test", "Fetches what a provider says about itself and tells what is wrong between it and its definition. Nobody is signed in.") { name, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var provider = await FindAsync(services, parsed.GetRequiredValue(name), ct);
            var setup = services.GetServices<IUpstreamSetup>().FirstOrDefault(each => each.Protocol == provider.Protocol)
                ?? throw new CommandException($"'{provider.Protocol}' is a protocol that cannot be tested.");
            var findings = await setup.ExamineAsync(provider, ct);
            await Print.ListAsync(parsed, findings, "", finding => $"{finding.Verdict,-9} {finding.Sentence}", CommandJson.Default.IReadOnlyListSetupFinding);
            if (findings.Any(finding => finding.Verdict == "wrong"))
                throw new CommandException($"Nobody can sign in with '{provider.Name}' as it is.");
        }, ct));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The provider's name." };

    private static async Task<IdentityProvider> FindAsync(IServiceProvider services, string name, CancellationToken ct) =>
        await services.GetRequiredService<IdentityProviderStore>().FindAsync(name, ct) ?? throw new CommandException($"There is no provider '{name}'.");
}
