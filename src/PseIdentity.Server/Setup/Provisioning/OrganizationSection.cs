using System.Text.Json;
using PseIdentity.Server.SignIn.SecurityQuestions;
using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads <c>organizations</c>.</summary>
internal static class OrganizationSection
{
    public static IReadOnlyList<Desired<Organization>> Read(JsonElement document, FileReading reading)
    {
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. reading.Items(document, "organizations", "name", Shape)
                .Select(item => Read(FileReading.Read(item.Value, ProvisioningJson.Default.ProvisionedOrganization), item.Path, owners, reading)),
        ];
    }

    private static IEnumerable<ProvisioningMistake> Shape(JsonElement organization, string path) =>
        JsonShape.CheckObject(organization, path, [ProvisioningJson.Default.ProvisionedOrganization]);

    private static Desired<Organization> Read(ProvisionedOrganization organization, string path, Dictionary<string, string> owners, FileReading reading)
    {
        if (!Slug.IsValid(organization.Name))
            reading.Mistake(JsonPath.Member(path, "name"), Slug.Expected);
        if (reading.IsAbsent(organization, path))
            return new(path, organization.Name, null);

        var domains = organization.Domains ?? [];
        for (var i = 0; i < domains.Count; i++)
        {
            var at = JsonPath.Item(JsonPath.Member(path, "domains"), i);
            if (!IsDomain(domains[i]))
                reading.Mistake(at, $"'{domains[i]}' is no domain name; write it like example.com.");
            else if (!owners.TryAdd(domains[i], organization.Name))
                reading.Mistake(at, $"{domains[i]} belongs to {owners[domains[i]]} already.");
        }
        if (organization.IdentityProvider is { } provider && !reading.Known.IdentityProviders.Contains(provider))
            reading.Mistake(JsonPath.Member(path, "identity_provider"), $"'{provider}' is no identity provider; define it under identity_providers.");

        var policy = organization.Policy ?? new();
        Range(policy.PasswordMaxAgeDays, 0, 3650, "password_max_age_days");
        Range(policy.LockoutFailures, 1, 100, "lockout_failures");
        Range(policy.LockoutMinutes, 1, 1440, "lockout_minutes");
        Range(policy.SecurityQuestions, 0, QuestionList.MostAsked, "security_questions");
        return new(path, organization.Name, new Organization
        {
            Name = organization.Name,
            DisplayName = organization.DisplayName ?? organization.Name,
            Domains = domains,
            IdentityProvider = organization.IdentityProvider,
            Policy = new OrganizationPolicy
            {
                RequireSecondFactor = policy.RequireSecondFactor,
                PasswordMaxAgeDays = policy.PasswordMaxAgeDays,
                LockoutFailures = policy.LockoutFailures,
                LockoutMinutes = policy.LockoutMinutes,
                SecurityQuestions = policy.SecurityQuestions,
            },
        });

        void Range(int? value, int least, int most, string member)
        {
            if (value < least || value > most)
                reading.Mistake(JsonPath.Member(JsonPath.Member(path, "policy"), member), $"is between {least} and {most}.");
        }
    }

    private static bool IsDomain(string domain) =>
        domain.Length <= 253 && domain.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(domain) == UriHostNameType.Dns;
}
