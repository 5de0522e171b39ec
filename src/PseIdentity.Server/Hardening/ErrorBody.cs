using System.Text.Json.Serialization;

namespace PseIdentity.Server.Hardening;

/// <summary>An error for a program (RFC 6749 §5.2).</summary>
internal sealed record ErrorBody(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description);

[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorBodyJson : JsonSerializerContext;
