using System.Text.Json;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.Registration;

/// <summary>
/// The client information response (RFC 7591 §3.2.1, RFC 7592 §3): everything that was registered, defaults included.
/// A secret is told when it is issued and never again, because it is kept hashed; OpenID Connect Registration §4.3 allows to leave it out.
/// </summary>
internal sealed record RegistrationAnswer(string ClientId, ClientMetadata Metadata, DateTimeOffset IssuedAt, string? Secret, string AccessToken, string ConfigurationUri)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("client_id"u8, ClientId);
        json.WriteNumber("client_id_issued_at"u8, IssuedAt.ToUnixTimeSeconds());
        if (Secret is not null)
        {
            json.WriteString("client_secret"u8, Secret);
            // "REQUIRED if "client_secret" is issued … 0 if it will not expire."
            json.WriteNumber("client_secret_expires_at"u8, 0);
        }
        json.WriteString("registration_access_token"u8, AccessToken);
        json.WriteString("registration_client_uri"u8, ConfigurationUri);
        foreach (var member in JsonSerializer.SerializeToElement(Metadata, ClientMetadataJson.Default.ClientMetadata).EnumerateObject())
            member.WriteTo(json);
    }
}
