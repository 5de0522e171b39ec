using System.Security.Cryptography;
using System.Text.Json;
using PseIdentity.Server.Organizations;
using PseIdentity.Server.SignIn.SecurityQuestions;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads <c>organizations</c>.</summary>
internal static class OrganizationSection
{
    public static IReadOnlyList<Desired<DesiredOrganization>> Read(JsonElement document, FileReading reading) =>
    [
        .. reading.Items(document, "organizations", "name", Shape)
            .Select(item => Read(FileReading.Read(item.Value, ProvisioningJson.Default.ProvisionedOrganization), item.Path, reading)),
    ];

    private static IEnumerable<ProvisioningMistake> Shape(JsonElement organization, string path) =>
        JsonShape.CheckObject(organization, path, [ProvisioningJson.Default.ProvisionedOrganization]);

    private static Desired<DesiredOrganization> Read(ProvisionedOrganization organization, string path, FileReading reading)
    {
        if (!Slug.IsValid(organization.Name))
            reading.Mistake(JsonPath.Member(path, "name"), Slug.Expected);
        if (reading.IsAbsent(organization, path))
            return new(path, organization.Name, null);
        if (organization.IdentityProvider is { } provider && !reading.Known.IdentityProviders.Contains(provider))
            reading.Mistake(JsonPath.Member(path, "identity_provider"), $"'{provider}' is no identity provider; define it under identity_providers.");

        var (brand, logo) = Brand(organization.Brand, JsonPath.Member(path, "brand"), reading);
        return new(path, organization.Name, new DesiredOrganization(
            new Organization
            {
                Name = organization.Name,
                DisplayName = organization.DisplayName ?? organization.Name,
                Domains = Domains(organization.Domains ?? [], JsonPath.Member(path, "domains"), reading),
                IdentityProvider = organization.IdentityProvider,
                Policy = Policy(organization, path, reading),
                Brand = brand,
            }, logo, organization.Administrators ?? []));
    }

    private static List<OrganizationDomain> Domains(IReadOnlyList<string> written, string path, FileReading reading)
    {
        var domains = new List<OrganizationDomain>();
        for (var i = 0; i < written.Count; i++)
            if (DomainName.Normalize(written[i]) is not { } domain)
                reading.Mistake(JsonPath.Item(path, i), $"'{written[i]}' is no domain name; write it like example.com.");
            else if (domains.Exists(each => each.Domain == domain))
                reading.Mistake(JsonPath.Item(path, i), $"{domain} is there twice.");
            else
                domains.Add(new OrganizationDomain(domain));
        return domains;
    }

    private static OrganizationPolicy Policy(ProvisionedOrganization organization, string path, FileReading reading)
    {
        var policy = organization.Policy ?? new();
        Range(policy.PasswordMaxAgeDays, 0, 3650, "password_max_age_days");
        Range(policy.LockoutFailures, 1, 100, "lockout_failures");
        Range(policy.LockoutMinutes, 1, 1440, "lockout_minutes");
        Range(policy.SecurityQuestions, 0, QuestionList.MostAsked, "security_questions");
        for (var i = 0; i < organization.BreakGlass?.Count; i++)
            if (Identifiers.Normalize(organization.BreakGlass[i]) is null)
                reading.Mistake(JsonPath.Item(JsonPath.Member(path, "break_glass"), i), "is no name to sign in with.");
        return new OrganizationPolicy
        {
            RequireSecondFactor = policy.RequireSecondFactor,
            PasswordMaxAgeDays = policy.PasswordMaxAgeDays,
            LockoutFailures = policy.LockoutFailures,
            LockoutMinutes = policy.LockoutMinutes,
            SecurityQuestions = policy.SecurityQuestions,
            LocalSignIn = policy.LocalSignIn,
            BreakGlass = organization.BreakGlass is { Count: > 0 } names ? [.. names.Select(Identifiers.Normalize).OfType<string>()] : null,
        };

        void Range(int? value, int least, int most, string member)
        {
            if (value < least || value > most)
                reading.Mistake(JsonPath.Member(JsonPath.Member(path, "policy"), member), $"is between {least} and {most}.");
        }
    }

    private static (OrganizationBrand? Brand, byte[]? Logo) Brand(ProvisionedBrand? brand, string path, FileReading reading)
    {
        if (brand is null)
            return (null, null);
        Color(brand.Color, "color");
        Color(brand.Accent, "accent");
        var logo = brand.Logo is { } file ? Logo(file) : null;
        return (new OrganizationBrand
        {
            Color = brand.Color?.ToLowerInvariant(),
            Accent = brand.Accent?.ToLowerInvariant(),
            LogoType = logo is null ? null : BrandLogo.TypeOf(logo),
            LogoVersion = logo is null ? null : Convert.ToHexStringLower(SHA256.HashData(logo))[..16],
        }, logo);

        // White is written on it, or it is written on white.
        void Color(string? color, string member)
        {
            if (color is null)
                return;
            if (BrandColor.Parse(color) is not { } parsed)
                reading.Mistake(JsonPath.Member(path, member), "is a colour such as #0b5a6e.");
            else if (parsed.ContrastWith(BrandColor.White) < BrandSheet.Readable)
                reading.Mistake(JsonPath.Member(path, member), $"cannot be read together with white: the contrast is below {BrandSheet.Readable} to 1 (WCAG 2.2 section 1.4.3). Take a darker one.");
        }

        byte[]? Logo(string file)
        {
            try
            {
                var content = File.ReadAllBytes(Path.GetFullPath(file, reading.Folder));
                if (content.Length <= BrandLogo.Largest && BrandLogo.TypeOf(content) is not null)
                    return content;
                reading.Mistake(JsonPath.Member(path, "logo"), $"is a PNG, JPEG or WebP file of {BrandLogo.Largest / 1024} kB at most.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                reading.Mistake(JsonPath.Member(path, "logo"), $"the file {file} cannot be read.");
            }
            return null;
        }
    }
}
