using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Jose;

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
            .. CertificateSubject.Unused(client),
            .. Values.One("token_endpoint_auth_signing_alg", client.TokenEndpointAuthSigningAlg, method.Algorithms.Count > 0 ? method.Algorithms : can.AuthenticationAlgorithms),
            .. SecretForMac(client, secret),
        ];
    }

    private static IEnumerable<BrokenRule> SecretForMac(ClientMetadata client, string? secret)
    {
        if (client is { TokenEndpointAuthMethod: "client_secret_jwt", TokenEndpointAuthSigningAlg: { } algorithm } && SignatureAlgorithms.Symmetric.Contains(algorithm)
            && secret is { Length: >= ClientMetadataRules.ShortestSecret } && MacKey.Create(secret, algorithm) is null)
            yield return new("client_secret", "secret.short", $"{algorithm} needs a secret that is as long as its hash (RFC 7518 section 3.2).");
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
