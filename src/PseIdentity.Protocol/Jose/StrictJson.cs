using System.Text.Json;
using System.Text.Unicode;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// JSON as signed content must be read: one object, every member once (RFC 7515 §4, RFC 7519 §4), plain RFC 8259 without comments or
/// trailing commas, well-formed Unicode throughout, so that reading a member later never throws.
/// </summary>
public static class StrictJson
{
    /// <summary>Parses an object; null for anything else.</summary>
    /// <param name="utf8">The whole text, without a byte order mark.</param>
    /// <param name="maxDepth">How deep arrays and objects may nest.</param>
    public static JsonElement? TryParseObject(ReadOnlySpan<byte> utf8, int maxDepth = 16) => TryParse(utf8, JsonValueKind.Object, maxDepth);

    /// <summary>Parses an array in the same way; null for anything else.</summary>
    /// <inheritdoc cref="TryParseObject"/>
    public static JsonElement? TryParseArray(ReadOnlySpan<byte> utf8, int maxDepth = 16) => TryParse(utf8, JsonValueKind.Array, maxDepth);

    private static JsonElement? TryParse(ReadOnlySpan<byte> utf8, JsonValueKind kind, int maxDepth)
    {
        if (!Utf8.IsValid(utf8))
            return null;

        try
        {
            if (HasLoneSurrogate(utf8, maxDepth))
                return null;

            var element = JsonElement.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth });
            return element.ValueKind == kind ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // "\ud800" alone passes the parser and throws only when the string is taken out. RFC 8259 §8.2 calls such texts unpredictable.
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        if (utf8.IndexOf("\\ud"u8) < 0 && utf8.IndexOf("\\uD"u8) < 0)
            return false;

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
                continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }
        return false;
    }
}
