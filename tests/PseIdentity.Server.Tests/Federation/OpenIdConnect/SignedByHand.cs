using System.Text;
using System.Text.Json.Nodes;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>Tokens with any header and any signature, as somebody makes them who follows no rules.</summary>
internal static class SignedByHand
{
    /// <summary>With the key's own algorithm and name.</summary>
    public static string By(SigningKey key, JsonObject claims, string? type = "JWT", bool named = true)
    {
        var header = new JsonObject { ["alg"] = key.Algorithm };
        if (type is not null)
            header["typ"] = type;
        if (named)
            header["kid"] = key.KeyId;
        return With(header, claims, key);
    }

    /// <summary>With a header of the caller's, whatever the key is for.</summary>
    public static string With(JsonObject header, JsonObject claims, SigningKey key) => With(header, claims, data =>
    {
        var signature = new byte[key.SignatureLength];
        key.Sign(data, signature);
        return signature;
    });

    public static string With(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var signed = Part(header) + "." + Part(claims);
        return signed + "." + CanonicalBase64Url.Encode(sign(Encoding.ASCII.GetBytes(signed)));
    }

    private static string Part(JsonObject json) => CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
