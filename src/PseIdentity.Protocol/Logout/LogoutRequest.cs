using System.Text.Json.Serialization;

namespace PseIdentity.Protocol.Logout;

/// <summary>A checked request to sign out, as the question carries it to the person and back.</summary>
internal sealed record LogoutRequest(
    [property: JsonPropertyName("c")] string? ClientId,
    [property: JsonPropertyName("r")] string? RedirectUri,
    [property: JsonPropertyName("s")] string? State);

[JsonSerializable(typeof(LogoutRequest))]
internal sealed partial class LogoutRequestJson : JsonSerializerContext;
