using System.Text.Json;
using PseIdentity.Protocol.Grants;

namespace PseIdentity.Protocol.Introspection;

/// <summary>The members of an answer (RFC 7662 §2.2).</summary>
internal abstract record IntrospectedToken
{
    /// <summary>§2.2: of a token that is not active to the caller nothing is said, "including why".</summary>
    public static IntrospectedToken Inactive { get; } = new Unknown();

    public abstract void Write(Utf8JsonWriter json);

    private sealed record Unknown : IntrospectedToken
    {
        public override void Write(Utf8JsonWriter json) => json.WriteBoolean("active"u8, false);
    }
}

/// <param name="Claims">The token's own.</param>
/// <param name="TokenType">RFC 6749 §7.1.</param>
/// <param name="UserName">Where the token releases it.</param>
internal sealed record IntrospectedAccessToken(JsonElement Claims, string TokenType, string? UserName) : IntrospectedToken
{
    // RFC 7662 §2.2, RFC 8705 §3.2 and RFC 9449 §6.2 (cnf), RFC 8693 §4 (act, may_act), RFC 9396 §9.2, RFC 9470 §6.2 (acr, auth_time), RFC 9068 §2.2.1 (amr).
    private static readonly string[] Passed =
        ["scope", "client_id", "sub", "aud", "iss", "exp", "iat", "nbf", "jti", "auth_time", "acr", "amr", "cnf", "act", "may_act", "authorization_details"];

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteBoolean("active"u8, true);
        json.WriteString("token_type"u8, TokenType);
        if (UserName is not null)
            json.WriteString("username"u8, UserName);
        foreach (var name in Passed)
            if (Claims.TryGetProperty(name, out var value))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
    }
}

/// <summary>Only for the client that holds it: what it could be exchanged for.</summary>
/// <param name="Subject">As this client knows the person (OpenID Connect Core §8.1).</param>
internal sealed record IntrospectedRefreshToken(Grant Grant, string Subject, string Issuer) : IntrospectedToken
{
    public override void Write(Utf8JsonWriter json)
    {
        json.WriteBoolean("active"u8, true);
        json.WriteString("scope"u8, string.Join(' ', Grant.Scopes));
        json.WriteString("client_id"u8, Grant.ClientId);
        json.WriteString("sub"u8, Subject);
        json.WriteString("iss"u8, Issuer);
        json.WriteNumber("exp"u8, Grant.ExpiresAt.ToUnixTimeSeconds());
        json.WriteNumber("iat"u8, Grant.CreatedAt.ToUnixTimeSeconds());
    }
}
