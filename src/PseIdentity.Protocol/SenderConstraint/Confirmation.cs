using System.Text.Json;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>Whose key an access token is bound to (<c>cnf</c>, RFC 7800 §3.1): only who proves it may use the token.</summary>
/// <param name="Jkt">SHA-256 thumbprint of a DPoP key (RFC 9449 §6.1), or null.</param>
/// <param name="CertificateThumbprint">SHA-256 thumbprint of a client certificate (RFC 8705 §3.1), or null.</param>
public sealed record Confirmation(string? Jkt, string? CertificateThumbprint)
{
    /// <summary>What the token response calls such a token (RFC 9449 §5): a DPoP token is of no use as a bearer token.</summary>
    public string TokenType => Jkt is null ? "Bearer" : "DPoP";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("cnf"u8);
        if (Jkt is not null)
            json.WriteString("jkt"u8, Jkt);
        if (CertificateThumbprint is not null)
            json.WriteString("x5t#S256"u8, CertificateThumbprint);
        json.WriteEndObject();
    }
}
