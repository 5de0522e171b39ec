namespace PseIdentity.Protocol.Clients;

/// <summary>How a client may authenticate (RFC 7591 §2, OpenID Connect Core §9), and what it needs for that.</summary>
internal static class AuthenticationRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, string? secret, Capabilities can)
    {
        if (can.AuthenticationMethod(client.TokenEndpointAuthMethod) is not { } method)
            return [Values.Unknown("token_endpoint_auth_method", client.TokenEndpointAuthMethod, can.AuthenticationMethodNames)];
        return
        [
            .. Secret(client.TokenEndpointAuthMethod, method.UsesSecret, secret),
            .. method.CheckRegistration(client),
            .. Values.One("token_endpoint_auth_signing_alg", client.TokenEndpointAuthSigningAlg, can.AuthenticationAlgorithms),
        ];
    }

    private static IEnumerable<BrokenRule> Secret(string method, bool used, string? secret)
    {
        if (used && secret is null)
            yield return new("client_secret", "secret.missing",
                $"{method} needs a secret; a client that cannot keep one has \"token_endpoint_auth_method\": \"none\".");
        if (!used && secret is not null)
            yield return new("client_secret", "secret.unused", $"{method} does not use a secret; remove it.");
        if (used && secret is { Length: < ClientMetadataRules.ShortestSecret })
            yield return new("client_secret", "secret.short", $"A secret has at least {ClientMetadataRules.ShortestSecret} random characters.");
        // RFC 6749 appendix A.2: VSCHAR.
        if (secret?.AsSpan().ContainsAnyExceptInRange(' ', '~') == true)
            yield return new("client_secret", "secret.characters", "A secret holds printable ASCII characters only.");
    }
}
