using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Testing.Http;

/// <summary>A client's signed assertion (RFC 7523 §3), valid as it stands; a test breaks one claim, or leaves it out with null.</summary>
public sealed record ClientAssertion(SigningKey Key, string ClientId, string Audience, DateTimeOffset Now)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public string? Issuer { get; init; } = ClientId;

    public string? Subject { get; init; } = ClientId;

    /// <summary>In place of <see cref="Audience"/>, where it is a list.</summary>
    public IReadOnlyList<string>? Audiences { get; init; }

    public string? Id { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Seconds from now.</summary>
    public int? Expires { get; init; } = 60;

    /// <summary>Seconds from now.</summary>
    public int? NotBefore { get; init; }

    /// <summary>Seconds from now.</summary>
    public int? IssuedAt { get; init; } = 0;

    /// <summary><c>typ</c>.</summary>
    public string? Kind { get; init; } = "JWT";

    public string Sign() => JwtWriter.Sign(Key, Kind, this, static (json, assertion) => assertion.Write(json));

    /// <summary>The same under a MAC.</summary>
    public string Sign(string secret, string algorithm) =>
        JwtWriter.Sign(MacKey.Create(secret, algorithm) ?? throw new ArgumentException(algorithm), Kind, this, static (json, assertion) => assertion.Write(json));

    /// <summary>The same with another header, and signed by nobody.</summary>
    public string WithoutSignature(string header)
    {
        using var payload = new MemoryStream();
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            Write(json);
            json.WriteEndObject();
        }
        return CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(header)) + "." + CanonicalBase64Url.Encode(payload.ToArray()) + ".";
    }

    /// <summary>The parameters that carry it (RFC 7521 §4.2).</summary>
    public static (string, string?)[] Fields(string assertion) => [("client_assertion_type", Type), ("client_assertion", assertion)];

    private void Write(Utf8JsonWriter json)
    {
        if (Issuer is not null)
            json.WriteString("iss", Issuer);
        if (Subject is not null)
            json.WriteString("sub", Subject);
        if (Audiences is null)
            json.WriteString("aud", Audience);
        else
            WriteAudiences(json, Audiences);
        foreach (var (name, seconds) in new[] { ("exp", Expires), ("nbf", NotBefore), ("iat", IssuedAt) })
            if (seconds is { } offset)
                json.WriteNumber(name, Now.ToUnixTimeSeconds() + offset);
        if (Id is not null)
            json.WriteString("jti", Id);
    }

    private static void WriteAudiences(Utf8JsonWriter json, IReadOnlyList<string> audiences)
    {
        json.WriteStartArray("aud");
        foreach (var audience in audiences)
            json.WriteStringValue(audience);
        json.WriteEndArray();
    }
}
