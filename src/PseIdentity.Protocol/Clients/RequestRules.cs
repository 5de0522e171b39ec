using PseIdentity.Protocol.RequestObjects;

namespace PseIdentity.Protocol.Clients;

/// <summary>What a client may register about its authorization requests and their answers (RFC 9101 §10.5, OpenID Connect Registration §2, JARM §3).</summary>
internal static class RequestRules
{
    // Each is one more address that anybody can make us ask.
    private const int MostRequestUris = 20;

    public static IEnumerable<BrokenRule> Check(ClientMetadata client, bool development) =>
    [
        .. RequestObjects(client),
        .. RequestUris(client, development),
    ];

    private static IEnumerable<BrokenRule> RequestObjects(ClientMetadata client)
    {
        if (client.RequestObjectSigningAlg is { } algorithm && !RequestObjectReader.Algorithms.Contains(algorithm))
            yield return new("request_object_signing_alg", "value.unknown",
                $"'{algorithm}' is not supported; what is: {string.Join(", ", RequestObjectReader.Algorithms)}.");
        if ((client.RequireSignedRequestObject || client.RequestObjectSigningAlg is not null || client.RequestUris.Count > 0) && client is { Jwks: null, JwksUri: null })
            yield return new("jwks", "jwks.missing", "Request objects are verified with the client's public keys: give jwks, or jwks_uri.");
    }

    private static IEnumerable<BrokenRule> RequestUris(ClientMetadata client, bool development)
    {
        if (client.RequestUris.Count > MostRequestUris)
            yield return new("request_uris", "request_uri.many", $"At most {MostRequestUris} addresses.");
        for (var i = 0; i < client.RequestUris.Count; i++)
            if (!WebAddress.IsSecure(client.RequestUris[i], development))
                yield return new($"request_uris[{i}]", "address.https", "A request URI is an absolute https address.");
            else if (client.RequestUris[i].Length > Protocol.RequestObjects.RequestUris.Longest)
                yield return new($"request_uris[{i}]", "request_uri.too_long", $"A request URI has at most {Protocol.RequestObjects.RequestUris.Longest} characters (RFC 9101 section 5.2).");
    }
}
