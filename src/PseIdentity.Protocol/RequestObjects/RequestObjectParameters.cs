using System.Collections.Frozen;
using System.Text.Json;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.RequestObjects;

/// <summary>The authorization request inside a request object: each claim is a parameter (RFC 9101 §4), but those that speak of the JWT itself.</summary>
internal static class RequestObjectParameters
{
    private static readonly FrozenSet<string> OfTheJwt = FrozenSet.ToFrozenSet(["iss", "sub", "aud", "exp", "nbf", "iat", "jti"], StringComparer.Ordinal);

    public static Parameters Of(JsonElement claims)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var claim in claims.EnumerateObject())
            if (!OfTheJwt.Contains(claim.Name))
                foreach (var value in ValuesOf(claim))
                    pairs.Add(KeyValuePair.Create(claim.Name, value));
        return Parameters.FromPairs(pairs);
    }

    // RFC 9101 §4: "numeric values … as JSON numbers"; OpenID Connect Core §6.1: claims as a JSON object. What is JSON in a parameter is JSON here.
    private static IEnumerable<string> ValuesOf(JsonProperty claim) => claim.Value.ValueKind switch
    {
        JsonValueKind.String => [claim.Value.GetString() ?? ""],
        JsonValueKind.Null => [],

        // RFC 8707 §2: several resources are an array in a request object.
        JsonValueKind.Array when claim.Name is "resource" or "audience" => claim.Value.EnumerateArray().Select(item => item.ToString()),
        _ => [claim.Value.GetRawText()],
    };
}
