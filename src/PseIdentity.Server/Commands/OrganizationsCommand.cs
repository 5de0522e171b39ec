using System.CommandLine;
using PseIdentity.Server.Organizations;
using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Commands;

/// <summary><c>organizations list</c>, <c>organizations show NAME</c>, <c>organizations explain ADDRESS</c> and <c>organizations domains …</c>.</summary>
internal static class OrganizationsCommand
{
    public static Command Create(string[] settings) => new("organizations", "The companies and other groups of people. They are made with apply.")
    {
        List(settings),
        Show(settings),
        Explain(settings),
        OrganizationDomainsCommand.Create(settings),
    };

    private static Command List(string[] settings)
    {
        var page = new PageOptions("A part of the name, or a whole domain.");
        var command = new Command("list", "Lists them, a page at a time.") { page.Search, page.After, page.Most, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var listed = await services.GetRequiredService<OrganizationCatalog>().PageAsync(parsed.GetValue(page.Search), parsed.GetValue(page.After), parsed.GetValue(page.Most), ct);
            await Print.ListAsync(parsed, listed, "There is no such organisation.",
                each => $"{each.Name}  {each.DisplayName}  ({each.Domains} domain(s){(each.IdentityProvider is { } provider ? $", signs in with {provider}" : "")})", CommandJson.Default.IReadOnlyListListedOrganization);
        }, ct));
        return command;
    }

    private static Command Show(string[] settings)
    {
        var name = new Argument<string>("NAME") { Description = "The organisation." };
        var command = new Command("show", "Prints one organisation: domains and their proofs, policy, administrators. It is JSON in any case.") { name, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var organization = await FindAsync(services, parsed.GetRequiredValue(name), ct);
            var shown = new ShownOrganization(organization, await services.GetRequiredService<OrganizationCatalog>().AdministratorsAsync(organization.Name, ct));
            await Print.JsonAsync(parsed, shown, CommandJson.Default.ShownOrganization);
        }, ct));
        return command;
    }

    private static Command Explain(string[] settings)
    {
        var address = new Argument<string>("ADDRESS") { Description = "What somebody types: an address, or a user name." };
        var organization = new Option<string?>("--organization") { Description = "As if the request had this parameter." };
        var domainHint = new Option<string?>("--domain-hint") { Description = "As if the request had this parameter." };
        var idpHint = new Option<string?>("--idp-hint") { Description = "As if the request had this parameter." };
        var company = new Option<bool>("--company") { Description = "As if it was typed where people ask for their company." };
        var hinted = new Option<bool>("--hint") { Description = "As if the address came in login_hint, and nothing was typed." };
        var command = new Command("explain", "Prints where somebody with this address signs in, and why.") { address, organization, domainHint, idpHint, company, hinted, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var isHint = parsed.GetValue(hinted);
            var decision = await services.GetRequiredService<HomeRealm>().DecideAsync(new HomeRealmQuestion
            {
                Typed = isHint ? null : parsed.GetRequiredValue(address),
                LoginHint = isHint ? parsed.GetRequiredValue(address) : null,
                Organization = parsed.GetValue(organization),
                DomainHint = parsed.GetValue(domainHint),
                IdpHint = parsed.GetValue(idpHint),
                AsksForCompany = parsed.GetValue(company),
            }, ct);
            var explained = ExplainedSignIn.Of(decision);
            await Print.OneAsync(parsed, explained, explained.ToString(), CommandJson.Default.ExplainedSignIn);
        }, ct));
        return command;
    }

    public static async Task<Organization> FindAsync(IServiceProvider services, string name, CancellationToken ct) =>
        await services.GetRequiredService<OrganizationStore>().FindAsync(name, ct) ?? throw new CommandException($"There is no organisation '{name}'.");
}

/// <summary>An organisation and who looks after it.</summary>
internal sealed record ShownOrganization(Organization Organization, IReadOnlyList<string> Administrators);

/// <summary>Where somebody signs in, and why.</summary>
/// <param name="SignsIn"><c>here</c>, <c>elsewhere</c> or <c>chooses</c>.</param>
internal sealed record ExplainedSignIn(string SignsIn, string? IdentityProvider, IReadOnlyList<string> Organizations, IReadOnlyList<string> Why)
{
    public static ExplainedSignIn Of(HomeRealmDecision decision) => decision switch
    {
        HomeRealmDecision.Elsewhere elsewhere => new("elsewhere", elsewhere.Provider.Name, elsewhere.Organization is { } one ? [one.Name] : [], decision.Why),
        HomeRealmDecision.Choose choose => new("chooses", null, [.. choose.Homes.Select(home => home.Organization.Name)], decision.Why),
        _ => new("here", null, [], decision.Why),
    };

    public override string ToString()
    {
        var where = SignsIn switch
        {
            "elsewhere" => $"signs in with {IdentityProvider}",
            "chooses" => $"chooses among {string.Join(", ", Organizations)}",
            _ => "signs in here",
        };
        return string.Join(Environment.NewLine, [where, .. Why.Select(reason => "  " + reason)]);
    }
}
