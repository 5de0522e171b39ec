using System.Text.Json;

namespace PseIdentity.Protocol.Claims;

/// <summary>How one claim is asked for (OpenID Connect Core §5.5.1): <c>null</c>, or an object of <c>essential</c>, <c>value</c> and <c>values</c>.</summary>
/// <param name="Essential">The client says that it needs the claim; nothing breaks without it (§5.5.1), but for <c>acr</c> and <c>sub</c>.</param>
/// <param name="Values">What the claim is to be, or null for whatever it is.</param>
public sealed record RequestedClaim(bool Essential, IReadOnlyList<JsonElement>? Values)
{
    /// <summary>§5.5.1: <c>value</c> asks "that the Claim be returned with a particular value": another one is not what was asked for.</summary>
    public bool Accepts(JsonElement value) => Values is null || Values.Any(wanted => JsonElement.DeepEquals(wanted, value));

    /// <summary>The wanted values that are strings; empty where any will do.</summary>
    public IReadOnlyList<string> Words => [.. (Values ?? []).Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString() ?? "")];

    /// <summary>Null when this is not how a claim is asked for.</summary>
    internal static RequestedClaim? TryParse(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return new RequestedClaim(false, null);
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        var essential = false;
        IReadOnlyList<JsonElement>? values = null;
        foreach (var member in json.EnumerateObject())
            switch (member.Name, member.Value.ValueKind)
            {
                case ("essential", JsonValueKind.True or JsonValueKind.False): essential = member.Value.GetBoolean(); break;
                case ("value", _): values = [member.Value]; break;
                case ("values", JsonValueKind.Array): values = [.. member.Value.EnumerateArray()]; break;
                case ("essential" or "values", _): return null;
                default: break; // "Any members used that are not understood MUST be ignored."
            }
        return new RequestedClaim(essential, values);
    }

    internal void Write(Utf8JsonWriter json)
    {
        if (!Essential && Values is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        if (Essential)
            json.WriteBoolean("essential"u8, true);
        if (Values is not null)
        {
            json.WriteStartArray("values"u8);
            foreach (var value in Values)
                value.WriteTo(json);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
