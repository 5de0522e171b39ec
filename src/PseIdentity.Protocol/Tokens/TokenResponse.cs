using System.Text.Json;

namespace PseIdentity.Protocol.Tokens;

/// <summary>A successful answer of the token endpoint (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).</summary>
public sealed record TokenResponse(string AccessToken, string TokenType, int ExpiresIn, string? RefreshToken, string? IdToken, IReadOnlyList<string>? Scopes, string? AuthorizationDetails, string? IssuedTokenType = null)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("access_token"u8, AccessToken);
        json.WriteString("token_type"u8, TokenType);
        if (IssuedTokenType is not null)
            json.WriteString("issued_token_type"u8, IssuedTokenType);
        json.WriteNumber("expires_in"u8, ExpiresIn);
        if (RefreshToken is not null)
            json.WriteString("refresh_token"u8, RefreshToken);
        if (IdToken is not null)
            json.WriteString("id_token"u8, IdToken);
        if (Scopes is not null)
            json.WriteString("scope"u8, string.Join(' ', Scopes));
        // RFC 9396 §7: the response names what was granted.
        if (AuthorizationDetails is not null)
        {
            json.WritePropertyName("authorization_details"u8);
            json.WriteRawValue(AuthorizationDetails);
        }
    }
}
