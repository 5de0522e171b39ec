using System.Text;
using System.Text.Json.Nodes;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>A token taken apart: what an attacker, or we by mistake, might have made of it. Signed with a real key over what it says.</summary>
internal sealed class ForgedToken
{
    private ForgedToken(JsonObject header, JsonObject payload) => (Header, Payload) = (header, payload);

    public JsonObject Header { get; }

    public JsonObject Payload { get; }

    public static ForgedToken Of(string token) => new(Part(token, 0), Part(token, 1));

    public ForgedToken With(Action<ForgedToken> change)
    {
        change(this);
        return this;
    }

    public string SignedBy(SigningKey key)
    {
        var signature = new byte[key.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(Signed), signature);
        return Signed + "." + CanonicalBase64Url.Encode(signature);
    }

    public string AuthenticatedBy(string secret)
    {
        var mac = System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(Signed));
        return Signed + "." + CanonicalBase64Url.Encode(mac);
    }

    private string Signed => Encode(Header) + "." + Encode(Payload);

    private static string Encode(JsonObject json) => CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject Part(string token, int index) =>
        CanonicalBase64Url.TryDecode(token.Split('.')[index], out var octets) ? JsonNode.Parse(octets)!.AsObject() : throw new FormatException(token);
}
