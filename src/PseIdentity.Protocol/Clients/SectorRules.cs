namespace PseIdentity.Protocol.Clients;

/// <summary>Which clients see a person under the same pairwise name: those of one sector (OpenID Connect Core §8.1, Registration §5).</summary>
internal static class SectorRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, bool development)
    {
        // Registration §2: "URL using the https scheme". What the network guard lets through by plain http is for a developer's machine.
        if (client.SectorIdentifierUri is { } uri && !(WebAddress.IsSecure(uri, development) && (development || uri.StartsWith("https:", StringComparison.OrdinalIgnoreCase))))
            yield return new("sector_identifier_uri", "address.https", "sector_identifier_uri is an absolute https address.");
        else if (client.SubjectType == "pairwise" && SectorOf(client) is null)
            yield return new("sector_identifier_uri", "sector.missing",
                "Pairwise subjects need one sector: redirect URIs on one host, or a sector_identifier_uri that lists them all.");
    }

    /// <summary>The host of sector_identifier_uri, or else the one host of the redirect URIs, or, without any, that of jwks_uri (CIBA §4). Null when there is no single one.</summary>
    public static string? SectorOf(ClientMetadata client)
    {
        if (client.SectorIdentifierUri is { } uri)
            return HostOf(uri);
        if (client.RedirectUris.Count == 0)
            return client.JwksUri is { } keys ? HostOf(keys) : null;
        return client.RedirectUris.Select(HostOf).Distinct(StringComparer.OrdinalIgnoreCase).ToList() is [{ } only] ? only : null;
    }

    private static string? HostOf(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IdnHost.Length > 0 ? parsed.IdnHost.ToLowerInvariant() : null;
}
