using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads <c>identity_providers</c>.</summary>
internal static class IdentityProviderSection
{
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

        var protocol = provider.Protocol ?? "oidc";
        if (protocol != "oidc")
            reading.Mistake(JsonPath.Member(path, "protocol"), $"'{protocol}' is not supported; what is: oidc.");
        if (provider.Authority is null)
            reading.Mistake(JsonPath.Member(path, "authority"), "is missing: the provider's issuer.");
        else if (!WebAddress.IsSecure(provider.Authority, reading.Rules.Development))
            reading.Mistake(JsonPath.Member(path, "authority"), "is an https address; http is for loopback addresses only.");
        if (string.IsNullOrEmpty(provider.ClientId))
            reading.Mistake(JsonPath.Member(path, "client_id"), "is missing: who this provider is there.");
        if (provider.Scopes is { } scopes && !scopes.Contains("openid", StringComparer.Ordinal))
            reading.Mistake(JsonPath.Member(path, "scopes"), "needs openid (OpenID Connect Core section 3.1.2.1).");
        foreach (var (ours, _) in provider.ClaimMappings ?? new Dictionary<string, string>())
            if (!reading.Known.Claims.Contains(ours))
                reading.Mistake(JsonPath.Member(JsonPath.Member(path, "claim_mappings"), ours), "is no claim of this installation; a scope must name it.");
        var provisioning = provider.Provisioning ?? "deny";
        if (provisioning is not ("create" or "link" or "deny"))
            reading.Mistake(JsonPath.Member(path, "provisioning"), $"'{provisioning}' is not known; use create, link or deny.");

        return new(path, provider.Name, new IdentityProvider
        {
            Name = provider.Name,
            DisplayName = provider.DisplayName ?? provider.Name,
            Protocol = protocol,
            Authority = provider.Authority ?? "",
            ClientId = provider.ClientId ?? "",
            Scopes = provider.Scopes ?? ["openid"],
            ClaimMappings = provider.ClaimMappings ?? new Dictionary<string, string>(),
            Provisioning = provisioning,
        }, reading.Secret(provider.ClientSecret, path, "client_secret"));
    }
}
