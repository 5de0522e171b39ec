using System.CommandLine;
using PseIdentity.Server.Organizations;
using PseIdentity.Server.Organizations.Dns;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Commands;

/// <summary><c>organizations domains add|verify|confirm|remove ORGANIZATION DOMAIN</c>. Each act is recorded with who did it.</summary>
internal static class OrganizationDomainsCommand
{
    // Who vouches for a domain is not to look like another kind of proof.
    private static readonly string[] NotPeople = [OrganizationDomain.ByDns, OrganizationDomain.ByProvisioning];

    public static Command Create(string[] settings) => new("domains", "The e-mail domains of an organisation. Only proven ones decide where people sign in.")
    {
        Act(settings, "add", "Claims a domain, and prints the TXT record that proves it.", async (services, organization, domain, by, parsed, ct) =>
        {
            var claimed = await services.GetRequiredService<OrganizationDomains>().ClaimAsync(organization.Name, domain, by, ct);
            if (claimed?.Token is not { } token)
                throw new CommandException($"There is no organisation '{organization.Name}'.");
            var record = new TxtRecord(DomainProof.RecordOf(domain), DomainProof.TextOf(token), claimed.VerifiedAt is not null);
            await Print.OneAsync(parsed, record, $"{record.Name}. TXT \"{record.Text}\"{Environment.NewLine}"
                + (record.Proven ? $"It is proven already, by {claimed.VerifiedBy}." : "Then: organizations domains verify."), CommandJson.Default.TxtRecord);
        }),
        Act(settings, "verify", "Looks for the TXT record; where it is there, the domain is proven.", async (services, organization, domain, by, parsed, ct) =>
        {
            switch (await VerifyAsync(services, organization, domain, ct))
            {
                case DomainProofOutcome.NotClaimed:
                    throw new CommandException($"{organization.Name} has no record to look for; see 'organizations domains add {organization.Name} {domain}'.");
                case DomainProofOutcome.NotThere:
                    throw new CommandException($"{DomainProof.RecordOf(domain)} has no TXT record that says what 'organizations domains add' printed. New records take a while to be seen.");
            }
            await Print.OneAsync(parsed, new Done("proven"), $"{domain} is proven.", CommandJson.Default.Done);
        }),
        Act(settings, "confirm", "Takes your word for it that the domain is the organisation's. It is recorded as that.", async (services, organization, domain, by, parsed, ct) =>
        {
            if (NotPeople.Contains(by, StringComparer.OrdinalIgnoreCase))
                throw new CommandException($"--by names a person; '{by}' is another kind of proof.");
            var domains = services.GetRequiredService<OrganizationDomains>();
            await domains.ClaimAsync(organization.Name, domain, by, ct);
            await domains.ProveAsync(organization.Name, domain, token: null, by, CancellationToken.None);
            await Print.OneAsync(parsed, new Done("confirmed"), $"{domain} is confirmed by {by}.", CommandJson.Default.Done);
        }, needsInstallation: true),
        Act(settings, "remove", "Takes the domain from the organisation.", async (services, organization, domain, by, parsed, ct) =>
        {
            if (!await services.GetRequiredService<OrganizationDomains>().RemoveAsync(organization.Name, domain, by, ct))
                throw new CommandException($"{domain} is no domain of {organization.Name}.");
            await Print.OneAsync(parsed, new Done("removed"), $"{domain} is removed.", CommandJson.Default.Done);
        }),
    };

    private static async Task<DomainProofOutcome> VerifyAsync(IServiceProvider services, Organization organization, string domain, CancellationToken ct)
    {
        try
        {
            return await services.GetRequiredService<DomainProof>().VerifyAsync(organization, domain, ct);
        }
        catch (DnsUnreachableException e)
        {
            throw new CommandException($"No name server gave an answer: {e.Message}");
        }
    }

    /// <param name="needsInstallation">Whether somebody who looks after this organisation alone may not do it: their word is not enough.</param>
    private static Command Act(string[] settings, string verb, string description,
        Func<IServiceProvider, Organization, string, string, ParseResult, CancellationToken, Task> act, bool needsInstallation = false)
    {
        var name = new Argument<string>("ORGANIZATION") { Description = "Whose." };
        var written = new Argument<string>("DOMAIN") { Description = "Such as example.com." };
        var by = new Option<string>("--by") { Description = "Who does it, for the record.", DefaultValueFactory = _ => Environment.UserName };
        var actsAs = new Option<string?>("--as") { Description = "Acts with the rights of this person, and records them; with those of the operator otherwise." };
        var command = new Command(verb, description) { name, written, by, actsAs, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var organization = await OrganizationsCommand.FindAsync(services, parsed.GetRequiredValue(name), ct);
            var domain = DomainName.Normalize(parsed.GetRequiredValue(written)) ?? throw new CommandException($"'{parsed.GetRequiredValue(written)}' is no domain name; write it like example.com.");
            if (parsed.GetValue(actsAs) is { } person)
                await DemandRightAsync(services, person, organization, needsInstallation, ct);
            await act(services, organization, domain, parsed.GetValue(actsAs) ?? parsed.GetRequiredValue(by), parsed, ct);
        }, ct));
        return command;
    }

    private static async Task DemandRightAsync(IServiceProvider services, string name, Organization organization, bool needsInstallation, CancellationToken ct)
    {
        var person = await services.GetRequiredService<UserStore>().FindByIdentifierAsync(name, ct) ?? throw new CommandException($"Nobody signs in as '{name}'.");
        var rights = services.GetRequiredService<OrganizationRights>();
        if (needsInstallation ? !OrganizationRights.AdministersAll(person) : !await rights.MayAdministerAsync(person, organization.Name, ct))
            throw new CommandException($"{name} may not do this for {organization.Name}.");
    }
}

/// <summary>The record that proves a domain.</summary>
internal sealed record TxtRecord(string Name, string Text, bool Proven);
