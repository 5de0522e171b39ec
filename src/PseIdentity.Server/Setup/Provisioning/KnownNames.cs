using System.Text.Json;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>What a file may refer to: what is stored already and what the file itself brings.</summary>
internal sealed record KnownNames
{
    public required IReadOnlySet<string> Scopes { get; init; }
    public required IReadOnlySet<string> Claims { get; init; }
    public required IReadOnlySet<string> Organizations { get; init; }
    public required IReadOnlySet<string> IdentityProviders { get; init; }

    /// <summary>An installation without anything of its own.</summary>
    public static KnownNames OfNothing { get; } = With([], [], []);

    public static KnownNames With(IEnumerable<Scope> scopes, IEnumerable<string> organizations, IEnumerable<string> identityProviders)
    {
        var all = StandardScopes.All.Concat(scopes).ToList();
        return new KnownNames
        {
            Scopes = all.Select(scope => scope.Name).ToHashSet(StringComparer.Ordinal),
            Claims = all.SelectMany(scope => scope.Claims).ToHashSet(StringComparer.Ordinal),
            Organizations = organizations.ToHashSet(StringComparer.Ordinal),
            IdentityProviders = identityProviders.ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>With what the document names, however wrong it may be otherwise: one mistake is not to be followed by others.</summary>
    public KnownNames And(JsonElement document)
    {
        var scopes = Items(document, "scopes").ToList();
        return new KnownNames
        {
            Scopes = Joined(Scopes, scopes.Select(scope => Text(scope, "name"))),
            Claims = Joined(Claims, scopes.SelectMany(scope => Items(scope, "claims")).Select(claim => claim.ValueKind == JsonValueKind.String ? claim.GetString() : null)),
            Organizations = Joined(Organizations, Items(document, "organizations").Select(each => Text(each, "name"))),
            IdentityProviders = Joined(IdentityProviders, Items(document, "identity_providers").Select(each => Text(each, "name"))),
        };
    }

    private static HashSet<string> Joined(IReadOnlySet<string> stored, IEnumerable<string?> named) => [.. stored, .. named.OfType<string>()];

    private static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : Enumerable.Empty<JsonElement>();

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
