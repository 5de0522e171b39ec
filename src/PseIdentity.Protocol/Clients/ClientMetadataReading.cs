using System.Text.Json;

namespace PseIdentity.Protocol.Clients;

/// <summary>Reads metadata whose members have the right types, with the defaults that depend on each other.</summary>
public static class ClientMetadataReading
{
    public static ClientMetadata Read(JsonElement members)
    {
        var metadata = members.Deserialize(ClientMetadataJson.Default.ClientMetadata) ?? new ClientMetadata();

        // RFC 7591 §2: response_types defaults to "code", which only a client with the code grant can mean.
        return members.TryGetProperty("response_types", out _) || metadata.GrantTypes.Contains("authorization_code", StringComparer.Ordinal)
            ? metadata
            : metadata with { ResponseTypes = [] };
    }
}
