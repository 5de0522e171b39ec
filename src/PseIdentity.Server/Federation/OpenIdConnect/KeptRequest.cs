using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Handles;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>What an answer is checked against: made for one request, sealed while the browser is away, used once.</summary>
/// <param name="Authority">Whom the browser was sent to; the row may say something else when it comes back.</param>
/// <param name="Nonce">Comes back inside the ID token (OpenID Connect Core §3.1.2.1).</param>
/// <param name="Verifier">Shows that whoever redeems the code is whoever asked for it (RFC 7636 §4.1).</param>
internal sealed record KeptRequest(string Authority, string ClientId, string Nonce, string Verifier)
{
    public static KeptRequest New(string authority, string clientId) => new(authority, clientId, RandomId.Of256Bits(), RandomId.Of256Bits());

    public string Write() => JsonSerializer.Serialize(this, KeptRequestJson.Default.KeptRequest);

    public static KeptRequest Read(string kept) =>
        JsonSerializer.Deserialize(kept, KeptRequestJson.Default.KeptRequest) ?? throw new JsonException("A kept request is an object.");
}

[JsonSerializable(typeof(KeptRequest))]
internal sealed partial class KeptRequestJson : JsonSerializerContext;
