using System.Text.Json.Serialization;

namespace PseIdentity.Storage.IdentityProviders;

/// <summary>A provider that people may sign in with instead of here. Its client secret is read apart.</summary>
public sealed record IdentityProvider
{
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary><c>oidc</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Its issuer.</summary>
    public required string Authority { get; init; }

    /// <summary>Who this provider is there.</summary>
    public required string ClientId { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Claim of ours → claim of theirs.</summary>
    public IReadOnlyDictionary<string, string> ClaimMappings { get; init; } = new Dictionary<string, string>();

    /// <summary><c>create</c>, <c>link</c> or <c>deny</c>.</summary>
    public string Provisioning { get; init; } = "deny";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IdentityProvider))]
internal sealed partial class IdentityProviderJson : JsonSerializerContext;
