using System.Text.Json;

namespace PseIdentity.Protocol.Clients;

/// <summary>Metadata as one text, for keeping and comparing: its lists are compared by what they hold.</summary>
public static class ClientMetadataText
{
    public static string Of(ClientMetadata metadata) => JsonSerializer.Serialize(metadata, ClientMetadataJson.Default.ClientMetadata);

    public static bool AreSame(ClientMetadata one, ClientMetadata other) => ReferenceEquals(one, other) || string.Equals(Of(one), Of(other), StringComparison.Ordinal);
}
