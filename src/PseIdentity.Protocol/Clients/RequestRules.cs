using PseIdentity.Protocol.RequestObjects;
using Addresses = PseIdentity.Protocol.RequestObjects.RequestUris;

namespace PseIdentity.Protocol.Clients;

/// <summary>What a client may register about its authorization requests and their answers (RFC 9101 §10.5, OpenID Connect Registration §2, JARM §3).</summary>
internal static class RequestRules
{
    // Each is one more address that anybody can make us ask.
    private const int MostAddresses = 20;

    public static IEnumerable<BrokenRule> Check(ClientMetadata client, Capabilities can, bool development) =>
    [
        .. Values.One("request_object_signing_alg", client.RequestObjectSigningAlg, RequestObjectReader.Algorithms),
        .. Keys(client),
        .. RequestUris(client, development),
        .. Values.One("authorization_signed_response_alg", client.AuthorizationSignedResponseAlg, can.SigningAlgorithms),
    ];

    private static IEnumerable<BrokenRule> Keys(ClientMetadata client)
    {
        if ((client.RequireSignedRequestObject || client.RequestObjectSigningAlg is not null || client.RequestUris.Count > 0) && client is { Jwks: null, JwksUri: null })
            yield return new("jwks", "jwks.missing", "Request objects are verified with the client's public keys: give jwks, or jwks_uri.");
    }

    private static IEnumerable<BrokenRule> RequestUris(ClientMetadata client, bool development)
    {
        if (client.RequestUris.Count > MostAddresses)
            yield return new("request_uris", "request_uri.many", $"At most {MostAddresses} addresses.");
        for (var i = 0; i < client.RequestUris.Count; i++)
            if (!WebAddress.IsSecure(client.RequestUris[i], development))
                yield return new($"request_uris[{i}]", "address.https", "A request URI is an absolute https address.");
            else if (client.RequestUris[i].Length > Addresses.Longest)
                yield return new($"request_uris[{i}]", "request_uri.too_long", $"A request URI has at most {Addresses.Longest} characters (RFC 9101 section 5.2).");
    }
}
