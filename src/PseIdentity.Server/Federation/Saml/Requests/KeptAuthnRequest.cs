using System.Text.Json;
using System.Text.Json.Serialization;

namespace PseIdentity.Server.Federation.Saml.Requests;

/// <summary>What a request is remembered by until its answer comes.</summary>
/// <param name="Id">The ID of the AuthnRequest.</param>
/// <param name="Contexts">The authentication contexts that were asked for; empty for whichever.</param>
internal sealed record KeptAuthnRequest(string Id, IReadOnlyList<string> Contexts)
{
    public string Write() => JsonSerializer.Serialize(this, KeptAuthnRequestJson.Default.KeptAuthnRequest);

    public static KeptAuthnRequest Read(string kept) => JsonSerializer.Deserialize(kept, KeptAuthnRequestJson.Default.KeptAuthnRequest) ?? throw new JsonException("A remembered request is an object.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KeptAuthnRequest))]
internal sealed partial class KeptAuthnRequestJson : JsonSerializerContext;
