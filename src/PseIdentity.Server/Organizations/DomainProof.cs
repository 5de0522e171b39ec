using PseIdentity.Server.Organizations.Dns;
using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Organizations;

/// <summary>What became of looking for a domain's TXT record.</summary>
internal enum DomainProofOutcome
{
    Proven,

    /// <summary>The organisation does not claim the domain.</summary>
    NotClaimed,

    /// <summary>The record is not there, or says something else.</summary>
    NotThere,
}

/// <summary>Proves that a domain belongs to an organisation: whoever manages the domain's names puts there what only the organisation was told.</summary>
internal sealed class DomainProof(OrganizationDomains domains, TxtLookup texts)
{
    private const int LongestName = 253;

    /// <summary>The name of the record.</summary>
    public static string RecordOf(string domain) => "_pse-identity." + domain;

    /// <summary>What the record says.</summary>
    public static string TextOf(string token) => "pse-identity-domain=" + token;

    /// <exception cref="DnsUnreachableException">Nobody could say.</exception>
    public async Task<DomainProofOutcome> VerifyAsync(Organization organization, string domain, CancellationToken ct)
    {
        if (organization.Domains.FirstOrDefault(each => each.Domain == domain) is not { Token: { } token })
            return DomainProofOutcome.NotClaimed;
        if (RecordOf(domain).Length > LongestName)
            throw new DnsUnreachableException($"The name {RecordOf(domain)} would be too long; confirm the domain instead.");
        if (!(await texts.FindAsync(RecordOf(domain), ct)).Contains(TextOf(token), StringComparer.Ordinal))
            return DomainProofOutcome.NotThere;
        return await domains.ProveAsync(organization.Name, domain, token, OrganizationDomain.ByDns, CancellationToken.None) ? DomainProofOutcome.Proven : DomainProofOutcome.NotClaimed;
    }
}
