using System.Text.Json;

namespace PseIdentity.Protocol.Tokens;

/// <summary>Who acts on behalf of the subject (<c>act</c>, RFC 8693 §4.1), and inside it who acted before.</summary>
/// <param name="Subject">The acting party; null where nobody was added and <paramref name="Before"/> stands as it is.</param>
/// <param name="ClientId">The application that it acts through.</param>
/// <param name="Before">The <c>act</c> of the token that was exchanged, or null.</param>
public sealed record Actor(string? Subject, string? ClientId, JsonElement? Before)
{
    internal void Write(Utf8JsonWriter json)
    {
        json.WritePropertyName("act"u8);
        if (Subject is null)
        {
            Before?.WriteTo(json);
            return;
        }
        json.WriteStartObject();
        json.WriteString("sub"u8, Subject);
        if (ClientId is not null)
            json.WriteString("client_id"u8, ClientId);
        if (Before is { } before)
        {
            json.WritePropertyName("act"u8);
            before.WriteTo(json);
        }
        json.WriteEndObject();
    }
}
