using System.Text.Json;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads <c>scopes</c>.</summary>
internal static class ScopeSection
{
    // RFC 7519 §4.1 and RFC 9068 §2.2: these belong to the token, not to the person.
    private static readonly string[] OfTokens = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "acr", "amr", "azp", "auth_time", "sid", "client_id", "scope", "cnf", "act", "grant"];

    public static IReadOnlyList<Desired<Scope>> Read(JsonElement document, FileReading reading) =>
    [
        .. reading.Items(document, "scopes", "name", (item, path) => JsonShape.CheckObject(item, path, [ProvisioningJson.Default.ProvisionedScope]))
            .Select(item => Read(FileReading.Read(item.Value, ProvisioningJson.Default.ProvisionedScope), item.Path, reading)),
    ];

    private static Desired<Scope> Read(ProvisionedScope scope, string path, FileReading reading)
    {
        if (!ScopeGrammar.IsName(scope.Name))
            reading.Mistake(JsonPath.Member(path, "name"), "is no scope: 1 or more characters without spaces, quotes and backslashes (RFC 6749 section 3.3).");
        if (StandardScopes.All.Any(standard => standard.Name == scope.Name))
            reading.Mistake(JsonPath.Member(path, "name"), $"{scope.Name} is defined by OpenID Connect and is there already.");
        if (reading.IsAbsent(scope, path))
            return new(path, scope.Name, null);

        var resources = scope.Resources ?? [];
        for (var i = 0; i < resources.Count; i++)
            if (!ScopeGrammar.IsResource(resources[i]))
                reading.Mistake(JsonPath.Item(JsonPath.Member(path, "resources"), i), "is no resource: an absolute URI without a fragment (RFC 8707 section 2).");
        var claims = scope.Claims ?? [];
        for (var i = 0; i < claims.Count; i++)
            if (claims[i].Length == 0 || OfTokens.Contains(claims[i], StringComparer.Ordinal))
                reading.Mistake(JsonPath.Item(JsonPath.Member(path, "claims"), i), $"'{claims[i]}' is no claim about a person.");
        return new(path, scope.Name, new Scope
        {
            Name = scope.Name,
            DisplayName = scope.DisplayName,
            Description = scope.Description,
            Resources = resources,
            Claims = claims,
        });
    }
}
