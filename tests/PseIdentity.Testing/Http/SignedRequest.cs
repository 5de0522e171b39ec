using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Testing.Http;

/// <summary>A client's request object (RFC 9101 §4), valid as it stands and by the strictest profile; a test breaks one claim, or leaves it out with null.</summary>
public sealed record SignedRequest(SigningKey Key, string ClientId, string Audience, DateTimeOffset Now, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    public string? Type { get; init; } = "oauth-authz-req+jwt";

    public string? Issuer { get; init; } = ClientId;

    public string? Subject { get; init; }

    /// <summary>In place of <see cref="Audience"/>, where it is a list.</summary>
    public IReadOnlyList<string>? Audiences { get; init; }

    /// <summary>Seconds from now.</summary>
    public int? Expires { get; init; } = 300;

    /// <summary>Seconds from now.</summary>
    public int? NotBefore { get; init; } = 0;

    /// <summary>Seconds from now.</summary>
    public int? IssuedAt { get; init; }

    /// <summary>Further members, as JSON.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    /// <summary>With another value of a parameter; null leaves it out.</summary>
    public SignedRequest Changed(string name, string? value) =>
        this with { Parameters = [.. Parameters.Where(p => p.Key != name), .. value is null ? Array.Empty<KeyValuePair<string, string>>() : [KeyValuePair.Create(name, value)]] };

    public string Sign() => JwtWriter.Sign(Key, Type, this, static (json, request) => request.Write(json));

    private void Write(Utf8JsonWriter json)
    {
        if (Issuer is not null)
            json.WriteString("iss", Issuer);
        if (Subject is not null)
            json.WriteString("sub", Subject);
        if (Audiences is null)
            json.WriteString("aud", Audience);
        else
        {
            json.WriteStartArray("aud");
            foreach (var audience in Audiences)
                json.WriteStringValue(audience);
            json.WriteEndArray();
        }
        foreach (var (name, seconds) in new[] { ("exp", Expires), ("nbf", NotBefore), ("iat", IssuedAt) })
            if (seconds is { } offset)
                json.WriteNumber(name, Now.ToUnixTimeSeconds() + offset);
        foreach (var (name, value) in Parameters)
            json.WriteString(name, value);
        foreach (var (name, value) in More)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }
    }
}
