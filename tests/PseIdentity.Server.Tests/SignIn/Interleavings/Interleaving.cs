using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Storage.Users;
using PseIdentity.Testing;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Interleavings;

/// <summary>Two people or three, two tabs of one browser and at times a second browser, and a number of steps drawn from a seed.</summary>
internal sealed class Interleaving(RunningProvider provider, FakeTimeProvider clock, IReadOnlyList<RelyingParty> clients, RelyingParty probe, int seed)
{
    private const int MostStepsToTheEnd = 40;

    private readonly Random chance = new(seed);
    private readonly List<string> said = [];
    private string who = "";

    /// <summary>Plays it to the end.</summary>
    /// <returns>How many sessions and tokens were judged.</returns>
    public async Task<int> PlayAsync()
    {
        // Codes of apps depend on the time: every run begins in the middle of a step that nobody has used.
        clock.Advance(TimeSpan.FromSeconds(165 - (clock.GetUtcNow().ToUnixTimeMilliseconds() % 30_000 / 1000.0)));
        var people = new List<Person>();
        for (var i = chance.Next(2, 4); i > 0; i--)
            people.Add(await PersonAsync(i));
        var oracle = new Oracle(people);
        var hand = new Hand(chance, people, clients, oracle, clock, what => said.Add($"{clock.GetUtcNow():mm:ss.ff} {who} {what}"));
        var tabs = TabsWith(oracle);
        try
        {
            await hand.StartAsync(tabs[0]);
            for (var steps = chance.Next(20, 45); steps > 0; steps--)
            {
                var tab = tabs[chance.Next(tabs.Count)];
                Note(tabs, tab);
                await hand.ActAsync(tab, tabs);
            }
            foreach (var tab in tabs)
                await EndAsync(tabs, tab, hand);
            return oracle.Judged;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            throw new InterleavingException($"Seed {seed} of {nameof(InterleavingTests.Seed)}: {fault.Message}{Environment.NewLine}{string.Join(Environment.NewLine, said)}{Environment.NewLine}{(fault is InterleavingException ? "" : fault)}");
        }
        finally
        {
            tabs.ForEach(tab => tab.Dispose());
        }
    }

    private List<Tab> TabsWith(Oracle oracle)
    {
        var browser = new Visitor("one");
        var first = new HttpBrowser(provider.BaseAddress) { FollowsRedirects = false };
        var tabs = new List<Tab> { new(browser, first, oracle, probe, clock), new(browser, first.TabBeside(), oracle, probe, clock) };
        if (chance.Next(3) == 0)
            tabs.Add(new(new Visitor("two"), new HttpBrowser(provider.BaseAddress) { FollowsRedirects = false }, oracle, probe, clock));
        return tabs;
    }

    // Whatever happened, whoever does what the pages ask for arrives.
    private async Task EndAsync(List<Tab> tabs, Tab tab, Hand hand)
    {
        said.Add("to the end");
        if (tab.Http.PageName is null)
            return;
        for (var steps = 0; steps < MostStepsToTheEnd; steps++)
        {
            Note(tabs, tab);
            await hand.GoOnAsync(tab);
            if (tab.Http.Left is not null)
                return;
        }
        throw new InterleavingException($"No end from {tab.Http.PageName}.");
    }

    private void Note(List<Tab> tabs, Tab tab) => who = $"{tab.Visitor.Name}/{tabs.IndexOf(tab)} on {tab.Http.PageName ?? "no page"}{(tab.Http.Ahead is null ? "" : " with a redirect")}, {tab.Asked?.By}, {tab.Visitor.Session?.Person}:";

    private async Task<Person> PersonAsync(int number)
    {
        var name = $"person-{seed}-{number}";
        var (hasApp, mustChange, mustEnroll) = (chance.Next(2) == 0, chance.Next(4) == 0, chance.Next(4) == 0);
        var created = await provider.Services.GetRequiredService<UserRegistry>().CreateAsync(new NewAccount
        {
            Claims = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["preferred_username"] = name, ["name"] = name }),
            PasswordHash = await provider.Services.GetRequiredService<PasswordHashing>().HashAsync(Installation.Password, CancellationToken.None),
            TotpSecret = hasApp ? Server.Setup.Provisioning.Base32.Decode(Installation.TotpSecret) : null,
            MustChangePassword = mustChange,
            Organization = mustEnroll ? "strict" : null,
        }, CancellationToken.None);
        var account = await provider.Services.GetRequiredService<UserStore>().FindAsync(created.Id!.Value, CancellationToken.None);
        said.Add($"{name} app={hasApp} must change={mustChange} must enroll={mustEnroll}");
        return new Person(name, account!.Subject, Installation.Password)
        {
            PasswordSince = clock.GetUtcNow(),
            MustChange = mustChange,
            MustEnroll = mustEnroll,
            TotpSecret = hasApp ? Installation.TotpSecret : null,
        };
    }
}
