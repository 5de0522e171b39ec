namespace PseIdentity.Protocol.Clients;

/// <summary>Which clients see a person under the same pairwise name: those of one sector (OpenID Connect Core §8.1, Registration §5).</summary>
internal static class SectorRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, bool development)
    {
        // Registration §2: "URL using the https scheme". What the network guard lets through by plain http is for a developer's machine.
        if (client.SectorIdentifierUri is { } uri && !(WebAddress.IsSecure(uri, development) && (development || uri.StartsWith("https:", StringComparison.OrdinalIgnoreCase))))
            yield return new("sector_identifier_uri", "address.https", "sector_identifier_uri is an absolute https address.");
        else if (client is { SubjectType: "pairwise", RedirectUris: [] } and not { JwksUri: not null, TokenEndpointAuthMethod: "private_key_jwt" })
            // CIBA §4: jwks_uri stands for the redirect URIs, and only a signature shows that it is the client's own.
            yield return new("jwks_uri", "sector.keys", "Without redirect URIs, pairwise subjects need jwks_uri and the token_endpoint_auth_method private_key_jwt.");
        else if (client.SubjectType == "pairwise" && SectorOf(client) is null)
            yield return new("sector_identifier_uri", "sector.missing",
                "Pairwise subjects need one sector: redirect URIs with https on one host, or a sector_identifier_uri that lists them all.");
    }

    /// <summary>The host of sector_identifier_uri, or else the one host of the redirect URIs, or, without any, that of jwks_uri (CIBA §4). Null when there is no single one.</summary>
    public static string? SectorOf(ClientMetadata client)
    {
        if (client.SectorIdentifierUri is { } uri)
            return HostOf(uri);
        if (client.RedirectUris.Count == 0)
            return client.JwksUri is { } keys ? HostOf(keys) : null;
        return client.RedirectUris.Select(SecureHostOf).Distinct(StringComparer.OrdinalIgnoreCase).ToList() is [{ } only] ? only : null;
    }

    // §8.1 speaks of hosts: com.example.app://host and http://localhost are whoever runs on the device.
    private static string? SecureHostOf(string uri) => uri.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? HostOf(uri) : null;

    private static string? HostOf(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IdnHost.Length > 0 ? parsed.IdnHost.ToLowerInvariant() : null;
}
