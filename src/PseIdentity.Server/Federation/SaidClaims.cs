using System.Text.Json.Nodes;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation;

/// <summary>What a provider says of somebody, under our names: its claims by the provider's mappings, and the roles that its groups give.</summary>
internal sealed record SaidClaims
{
    private const int Longest = 500;

    /// <summary>Taken under their own names where the provider maps nothing else to them (OpenID Connect Core §5.1).</summary>
    private static readonly string[] Usual = ["name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "email", "locale", "zoneinfo"];

    /// <summary>Never copied: they say who somebody is, what is proven and what they may do here, or are no plain text.</summary>
    private static readonly HashSet<string> Ours = new(
        ["sub", "roles", "email", "email_verified", "phone_number_verified", "preferred_username", "updated_at", "address", "active"], StringComparer.Ordinal);

    /// <summary>Claims that are copied as they are.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Plain { get; init; }

    public string? UserName { get; private init; }

    public string? Email { get; private init; }

    /// <summary>Whether the provider says that the address is proven.</summary>
    public bool EmailVerified { get; private init; }

    /// <summary>False where the provider says that the person is gone; it says so where <c>active</c> is mapped.</summary>
    public bool Active { get; private init; } = true;

    /// <summary>The roles that its groups give, and all that they could give: of these the account has no others.</summary>
    public IReadOnlyList<string> Roles { get; private init; } = [];

    public IReadOnlyList<string> Governed { get; private init; } = [];

    public static SaidClaims Of(IdentityProvider provider, UpstreamIdentity identity)
    {
        var groups = provider.RoleClaim is { } claim ? identity.Claims.GetValueOrDefault(claim) ?? [] : [];
        var plain = Usual.Union(provider.ClaimMappings.Keys, StringComparer.Ordinal).Where(ours => !Ours.Contains(ours))
            .Select(ours => (Name: ours, Value: Find(ours))).Where(each => each.Value is not null).ToDictionary(each => each.Name, each => (JsonNode?)each.Value, StringComparer.Ordinal);
        // Whatever was proven about another number is not proven about this one.
        if (plain.ContainsKey("phone_number"))
            plain["phone_number_verified"] = null;
        return new SaidClaims
        {
            Plain = plain,
            UserName = Find("preferred_username"),
            Email = Find("email"),
            EmailVerified = IsTrue(Find("email_verified")),
            Active = !provider.ClaimMappings.ContainsKey("active") || !IsFalse(Find("active")),
            Roles = [.. groups.Select(group => provider.RoleMappings.GetValueOrDefault(group)).OfType<string>().Distinct(StringComparer.Ordinal)],
            Governed = provider.RoleClaim is null ? [] : [.. provider.RoleMappings.Values.Distinct(StringComparer.Ordinal)],
        };

        string? Find(string ours) =>
            identity.Claims.GetValueOrDefault(provider.ClaimMappings.GetValueOrDefault(ours, ours)) is [var value, ..] && value.Trim() is { Length: > 0 and <= Longest } text
            && !text.Any(char.IsControl) ? text : null;
    }

    private static bool IsTrue(string? text) => text is not null && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static bool IsFalse(string? text) => text is not null && (text == "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase));
}
