using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Testing.Http;

/// <summary>A client's DPoP key (RFC 9449). What it makes is valid as it stands.</summary>
public sealed class DpopKey(SigningKey key)
{
    public static DpopKey Generate(string algorithm = "ES256") => new(SigningKey.Generate(algorithm));

    /// <summary><c>jkt</c>.</summary>
    public string Thumbprint => key.PublicKey.Thumbprint();

    /// <summary>A proof, to be broken before it is signed.</summary>
    public DpopDraft Draft(string method, string address, DateTimeOffset now, string? nonce = null, string? accessToken = null)
    {
        var draft = new DpopDraft(key)
        {
            Header = new() { ["typ"] = "dpop+jwt", ["alg"] = key.Algorithm, ["jwk"] = JsonNode.Parse(Installation.Jwks(key))!["keys"]![0]!.DeepClone() },
            Claims = new() { ["jti"] = Guid.NewGuid().ToString("N"), ["htm"] = method, ["htu"] = address, ["iat"] = now.ToUnixTimeSeconds() },
        };
        if (nonce is not null)
            draft.Claims["nonce"] = nonce;
        if (accessToken is not null)
            draft.Claims["ath"] = CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        return draft;
    }
}

/// <summary>A DPoP proof before its signature.</summary>
public sealed class DpopDraft(SigningKey key)
{
    public required JsonObject Header { get; init; }

    public required JsonObject Claims { get; init; }

    /// <summary>Signed by the key, whatever the header says.</summary>
    public string Sign()
    {
        var text = Part(Header) + "." + Part(Claims);
        var signature = new byte[key.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(text), signature);
        return text + "." + CanonicalBase64Url.Encode(signature);
    }

    public string Unsigned() => Part(Header) + "." + Part(Claims) + ".";

    private static string Part(JsonObject json) => CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
