using System.Text.Json;
using PseIdentity.Protocol.Jose;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>
/// What a provider says of a person, as lists of texts. A member of an object is found under both names with a dot between them (<c>realm_access.roles</c>,
/// <c>address.country</c>). NOTE: claims that are only referred to (Core §5.6.2, <c>_claim_names</c>) are not fetched.
/// </summary>
internal static class ProviderClaims
{
    // What is about the token rather than about the person (RFC 7519 §4.1, Core §2).
    private static readonly HashSet<string> OfTheToken = new(StringComparer.Ordinal)
    {
        "iss", "aud", "exp", "nbf", "iat", "jti", "nonce", "azp", "at_hash", "c_hash", "s_hash", "auth_time", "acr", "amr", "sid", "events", "cnf", "_claim_names", "_claim_sources",
    };

    // What says something about another claim, and about its value in the same document only (Core §5.1).
    private static readonly Dictionary<string, string> About = new(StringComparer.Ordinal) { ["email_verified"] = "email", ["phone_number_verified"] = "phone_number" };

    // The claim of a scope that everybody has who has any.
    private static readonly (string Scope, string Claim)[] OfScope = [("email", "email"), ("profile", "name")];

    /// <summary>The claims of an ID token.</summary>
    public static Dictionary<string, IReadOnlyList<string>> Of(JsonElement idToken)
    {
        var claims = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var member in idToken.EnumerateObject())
            if (!OfTheToken.Contains(member.Name))
                Add(claims, member.Name, member.Value);
        return claims;
    }

    /// <summary>The claims of an ID token, which is signed, and those of userinfo that it has not.</summary>
    public static Dictionary<string, IReadOnlyList<string>> Of(JsonElement idToken, JsonElement userInfo)
    {
        var claims = Of(idToken);
        foreach (var member in userInfo.EnumerateObject())
            if (!OfTheToken.Contains(member.Name) && !(About.TryGetValue(member.Name, out var what) && idToken.Has(what) && idToken.GetString(what) != userInfo.GetString(what)))
                Add(claims, member.Name, member.Value);
        return claims;
    }

    /// <summary>Whether a claim is not there that the row maps or asks for by a scope (Core §5.4: a code's ID token need not have them).</summary>
    public static bool Miss(IdentityProvider provider, Dictionary<string, IReadOnlyList<string>> claims) =>
        provider.ClaimMappings.Values.Append(provider.RoleClaim).OfType<string>()
            .Concat(OfScope.Where(each => provider.Scopes.Contains(each.Scope, StringComparer.Ordinal)).Select(each => each.Claim).Except(provider.ClaimMappings.Keys, StringComparer.Ordinal))
            .Any(name => !claims.ContainsKey(name));

    private static void Add(Dictionary<string, IReadOnlyList<string>> claims, string name, JsonElement value)
    {
        if (Texts(value) is not { } texts || !claims.TryAdd(name, texts) || value.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in value.EnumerateObject())
            if (Texts(member.Value) is { } inner)
                claims.TryAdd($"{name}.{member.Name}", inner);
    }

    // Null for what says nothing.
    private static IReadOnlyList<string>? Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Array => [.. value.EnumerateArray().Where(each => each.ValueKind != JsonValueKind.Null).Select(Text)],
        _ => [Text(value)],
    };

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
