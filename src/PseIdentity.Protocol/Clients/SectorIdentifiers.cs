using System.Text.Json;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Protocol.Clients;

/// <summary>
/// Fetches <c>sector_identifier_uri</c> (OpenID Connect Registration §5, Core §8.1) when a client is registered: it proves that several hosts
/// belong together, which decides whether their clients see the same person under the same name.
/// </summary>
public sealed class SectorIdentifiers(GuardedHttp http)
{
    /// <summary>What is wrong with the document behind the address; null when it covers the client's redirect URIs (or its jwks_uri, without any), or there is no address.</summary>
    public async ValueTask<BrokenRule?> CheckAsync(ClientMetadata client, CancellationToken ct)
    {
        if (client.SectorIdentifierUri is not { } uri)
            return null;
        if (await http.GetAsync(uri, ct) is not { } body)
            return Broken("sector.unreachable", "The sector_identifier_uri did not answer with a document; redirects are not followed.");
        if (ParseStrings(body) is not { } listed)
            return Broken("sector.shape", "The document of sector_identifier_uri is a JSON array of strings.");

        // Registration §5: "The values registered in redirect_uris MUST be included in the elements of the array".
        // CIBA §4: without any it is jwks_uri that shows whom the sector belongs to.
        if (client is { RedirectUris: [], JwksUri: { } keys })
            return listed.Contains(keys) ? null : Broken("sector.keys", "The document of sector_identifier_uri does not list the jwks_uri.");
        return client.RedirectUris.All(listed.Contains) ? null : Broken("sector.incomplete", "The document of sector_identifier_uri does not list every redirect URI.");
    }

    /// <exception cref="ProtocolException">invalid_client_metadata.</exception>
    internal async ValueTask RefuseWrongAsync(ClientMetadata client, CancellationToken ct)
    {
        if (await CheckAsync(client, ct) is { } broken)
            throw Refuse.InvalidClientMetadata("registration." + broken.Rule, broken.Sentence);
    }

    private static HashSet<string>? ParseStrings(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
                return null;
            return document.RootElement.EnumerateArray().Select(item => item.GetString() ?? "").ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half of a surrogate pair.
            return null;
        }
    }

    private static BrokenRule Broken(string rule, string sentence) => new("sector_identifier_uri", rule, sentence);
}
