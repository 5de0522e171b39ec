using System.Text.Json;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// Typed reading of the members of a JSON object. Each answers null when the member is absent <em>or of another type</em>; where an
/// optional member must not be silently ignored when malformed, ask <see cref="Has"/> as well.
/// </summary>
public static class JsonMembers
{
    // 9999-12-31T23:59:59Z, the last second a DateTimeOffset can say.
    private const double LastSecond = 253402300799;

    /// <summary>Whether the member is there at all, whatever its value (also <c>null</c>).</summary>
    public static bool Has(this JsonElement element, string name) => element.Member(name) is not null;

    /// <summary>The member as it is, or null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A string.</summary>
    public static string? GetString(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>True or false.</summary>
    public static bool? GetBoolean(this JsonElement element, string name) =>
        element.Member(name)?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    /// <summary>A whole number.</summary>
    public static long? GetInt64(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A NumericDate (RFC 7519 §2): seconds since 1970, a fraction is cut off. Negative and unrepresentable ones are null.</summary>
    public static DateTimeOffset? GetNumericDate(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var seconds)
        && seconds is >= 0 and <= LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    /// <summary>An object.</summary>
    public static JsonElement? GetObject(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>An array of nothing but strings (it may be empty).</summary>
    public static IReadOnlyList<string>? GetStrings(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } value ? Strings(value) : null;

    /// <summary>A string, or an array of nothing but strings, as <c>aud</c> may be either (RFC 7519 §4.1.3).</summary>
    public static IReadOnlyList<string>? GetStringOrStrings(this JsonElement element, string name) =>
        element.GetString(name) is { } single ? [single] : element.GetStrings(name);

    private static string[]? Strings(JsonElement array)
    {
        var strings = new string[array.GetArrayLength()];
        var next = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
                return null;
            strings[next++] = item.GetString() ?? "";
        }
        return strings;
    }
}
