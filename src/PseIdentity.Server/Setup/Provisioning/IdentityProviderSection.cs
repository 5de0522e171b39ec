using System.Text.Json;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads <c>identity_providers</c>: what every protocol has in common. What is a protocol's own is read beside it.</summary>
internal static class IdentityProviderSection
{
    /// <summary>No claim, but mapped like one: false, or 0, says that the person is gone.</summary>
    private const string Active = "active";

    public static IReadOnlyList<Desired<IdentityProvider>> Read(JsonElement document, FileReading reading) =>
    [
        .. reading.Items(document, "identity_providers", "name", (item, path) => JsonShape.CheckObject(item, path, [ProvisioningJson.Default.ProvisionedIdentityProvider]))
            .Select(item => Read(FileReading.Read(item.Value, ProvisioningJson.Default.ProvisionedIdentityProvider), item.Path, reading)),
    ];

    private static Desired<IdentityProvider> Read(ProvisionedIdentityProvider provider, string path, FileReading reading)
    {
        if (!Slug.IsValid(provider.Name))
            reading.Mistake(JsonPath.Member(path, "name"), Slug.Expected);
        if (reading.IsAbsent(provider, path))
            return new(path, provider.Name, null);

        var common = new IdentityProvider
        {
            Name = provider.Name,
            DisplayName = provider.DisplayName ?? provider.Name,
            Protocol = provider.Protocol ?? "oidc",
            Authority = provider.Authority ?? "",
            Enabled = provider.Enabled ?? true,
            ClaimMappings = Claims(provider, path, reading),
            Provisioning = reading.OneOf(path, "provisioning", provider.Provisioning ?? "deny", ["create", "link", "deny"]),
            RoleClaim = provider.RoleClaim,
            RoleMappings = Roles(provider, path, reading),
            TrustsAmr = provider.TrustsAmr ?? false,
            TrustsEmail = provider.TrustsEmail ?? false,
            SignsOut = provider.SignsOut ?? false,
        };
        switch (common.Protocol)
        {
            case "oidc":
                return new(path, provider.Name, OidcProviderMembers.Read(provider, common, path, reading), reading.Secret(provider.ClientSecret, path, "client_secret"));
            case "saml":
                return new(path, provider.Name, SamlProviderMembers.Read(provider, common, path, reading));
            default:
                reading.Mistake(JsonPath.Member(path, "protocol"), $"'{common.Protocol}' is not supported; what is: oidc, saml.");
                return new(path, provider.Name, common);
        }
    }

    private static IReadOnlyDictionary<string, string> Claims(ProvisionedIdentityProvider provider, string path, FileReading reading)
    {
        var mappings = provider.ClaimMappings ?? new Dictionary<string, string>();
        foreach (var (ours, _) in mappings)
            if (ours != Active && !reading.Known.Claims.Contains(ours))
                reading.Mistake(JsonPath.Member(JsonPath.Member(path, "claim_mappings"), ours), "is no claim of this installation; a scope must name it.");
        return mappings;
    }

    private static IReadOnlyDictionary<string, string> Roles(ProvisionedIdentityProvider provider, string path, FileReading reading)
    {
        var mappings = provider.RoleMappings ?? new Dictionary<string, string>();
        foreach (var (theirs, ours) in mappings)
            if (ours.Length == 0 || ours.Any(char.IsWhiteSpace))
                reading.Mistake(JsonPath.Member(JsonPath.Member(path, "role_mappings"), theirs), "is a word without spaces.");
        if (mappings.Count > 0 && string.IsNullOrEmpty(provider.RoleClaim))
            reading.Mistake(JsonPath.Member(path, "role_claim"), "is missing: the claim of theirs that role_mappings are about.");
        return mappings;
    }
}
