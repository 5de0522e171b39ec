using System.Text.Json;
using System.Text.Json.Serialization;

namespace PseIdentity.Server.Federation.Saml.Requests;

/// <summary>What a request is remembered by until its answer comes.</summary>
/// <param name="Id">The ID of the AuthnRequest.</param>
/// <param name="Contexts">The authentication contexts that were asked for; empty for whichever.</param>
internal sealed record Kept(string Id, IReadOnlyList<string> Contexts)
{
    public string Write() => JsonSerializer.Serialize(this, KeptJson.Default.Kept);

    public static Kept Read(string kept) => JsonSerializer.Deserialize(kept, KeptJson.Default.Kept) ?? throw new JsonException("A remembered request is an object.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Kept))]
internal sealed partial class KeptJson : JsonSerializerContext;
