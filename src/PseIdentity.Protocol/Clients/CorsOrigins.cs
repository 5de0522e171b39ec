namespace PseIdentity.Protocol.Clients;

/// <summary>The browser origins from which a client calls (the contract's CORS rule).</summary>
public static class CorsOrigins
{
    /// <summary>As registered; otherwise, for public web clients, the origins of the redirect URIs.</summary>
    public static IReadOnlyList<string> Of(Client client) =>
        client.Metadata.AllowedCorsOrigins
        ?? (client is { IsPublic: true, Metadata.ApplicationType: "web" }
            ? [.. client.Metadata.RedirectUris.Select(OriginOf).OfType<string>().Distinct(StringComparer.Ordinal)]
            : []);

    private static string? OriginOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" ? parsed.GetLeftPart(UriPartial.Authority) : null;
}
