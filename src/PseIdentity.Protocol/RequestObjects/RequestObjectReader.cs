using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.RequestObjects;

/// <summary>
/// Reads signed request objects (RFC 9101, OpenID Connect Core §6). Until the client's signature is good nothing inside counts, not even where
/// the client wants to be told.
/// </summary>
public sealed class RequestObjectReader(Issuer issuer, ClientKeys keys, TimeProvider clock)
{
    private const int Longest = 16384;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(60);

    /// <summary>The algorithms of <c>request_object_signing_alg_values_supported</c>; never <c>none</c>.</summary>
    public static IReadOnlyList<string> Algorithms => SignatureAlgorithms.OfClients;

    /// <exception cref="ProtocolException">invalid_request_object when it is not the client's.</exception>
    public async ValueTask<RequestObject> ReadAsync(Client client, string compact, CancellationToken ct)
    {
        // RFC 7516 §9: five parts are a JWE.
        if (compact.AsSpan().Count('.') == 4)
            throw Refuse.InvalidRequestObject("request_object.encrypted", "Encrypted request objects are not supported.");
        if (Jws.Parse(compact, Longest) is not { } jws)
            throw Refuse.InvalidRequestObject("request_object.malformed", "The request object is not a signed JWT.");

        // RFC 9101 §10.8: of this type, or of none; never a client assertion, an ID token or a DPoP proof.
        if (jws.Type is not null && !jws.IsType("oauth-authz-req+jwt") && !jws.IsType("JWT"))
            throw Refuse.InvalidRequestObject("request_object.typ", "The typ of the request object is another one.");
        if (!MaySignWith(client, jws.Algorithm))
            throw Refuse.InvalidRequestObject("request_object.alg", "The request object is signed with an algorithm that is not allowed.");
        if (!await keys.VerifyAsync(client, jws, ct))
            throw Refuse.InvalidRequestObject("request_object.signature", "The request object is not signed by a key of the client.");

        var parameters = RequestObjectParameters.Of(jws.Payload);
        return new RequestObject(parameters, Find(client, jws));
    }

    private static bool MaySignWith(Client client, string algorithm) =>
        Algorithms.Contains(algorithm, StringComparer.Ordinal) && client.Profile.Allows(algorithm)
        && (client.Metadata.RequestObjectSigningAlg is not { } only || only == algorithm);

    private ProtocolException? Find(Client client, Jws jws)
    {
        var claims = jws.Payload;

        // RFC 9101 §4: iss is the client, aud the authorization server.
        if (claims.GetString("iss") != client.Id)
            return Defect("iss", "The iss of the request object is not the client_id.");
        if (claims.GetStringOrStrings("aud")?.Contains(issuer.Value, StringComparer.Ordinal) != true)
            return Defect("aud", "The aud of the request object is not the issuer.");

        // §5: "The client_id values in the client_id request parameter and in the Request Object client_id claim MUST be identical."
        if (claims.GetString("client_id") != client.Id)
            return Defect("client_id", "The client_id of the request object is another one.");

        // §10.8: such an object would be a client assertion as well.
        if (claims.GetString("sub") == client.Id)
            return Defect("sub", "The sub of a request object is not the client_id.");

        // §4: "The Request Object MUST NOT include the request or request_uri parameters."
        if (claims.Has("request") || claims.Has("request_uri"))
            return Defect("nested", "A request object holds no other one.");
        return FindInTimes(client, claims);
    }

    private ProtocolException? FindInTimes(Client client, JsonElement claims)
    {
        var now = clock.GetUtcNow();
        var (notBefore, expires) = (claims.GetNumericDate("nbf"), claims.GetNumericDate("exp"));
        if (claims.Has("exp") && !(expires > now - Skew))
            return Defect("exp", "The request object has expired.");
        if (claims.Has("nbf") && !(notBefore <= now + Skew))
            return Defect("nbf", "The request object is not valid yet.");
        if (claims.Has("iat") && !(claims.GetNumericDate("iat") <= now + Skew))
            return Defect("iat", "The request object was issued in the future.");
        if (!client.Profile.RequiresRequestObjectLifetime)
            return null;

        // FAPI 2.0 Message Signing §5.3.1: both are there, nbf "no longer than 60 minutes in the past", exp "no longer than 60 minutes after the nbf claim".
        if (notBefore is null || expires is null)
            return Defect("lifetime", "The request object needs nbf and exp.");
        if (notBefore < now - LongestLife)
            return Defect("nbf_old", "The nbf of the request object is more than 60 minutes ago.");
        return expires > notBefore + LongestLife ? Defect("exp_far", "The exp of the request object is more than 60 minutes after its nbf.") : null;
    }

    private static ProtocolException Defect(string name, string description) => Refuse.InvalidRequestObject("request_object." + name, description);
}
