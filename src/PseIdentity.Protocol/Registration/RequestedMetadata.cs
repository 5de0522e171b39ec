using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Registration;

/// <summary>Reads client metadata that somebody else wrote: a registration request (RFC 7591 §3.1) or a metadata document.</summary>
internal static class RequestedMetadata
{
    /// <summary>Addresses, contacts, scopes and the like; more would be costly to compare and of use to nobody.</summary>
    private const int LongestList = 100;

    // What the operator alone decides. To a stranger these are members that we do not understand (RFC 7591 §2: "MUST ignore").
    private static readonly FrozenSet<string> Privileged = FrozenSet.ToFrozenSet(
        ["consent", "resources", "authorization_details_types", "online_refresh", "refresh_retry_seconds", "refresh_rotation", "access_token_lifetime", "id_token_lifetime"],
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, JsonTypeInfo> Known = ClientMetadataJson.Default.ClientMetadata.Properties
        .ToFrozenDictionary(member => member.Name, member => ClientMetadataJson.Default.Options.GetTypeInfo(member.PropertyType), StringComparer.Ordinal);

    /// <exception cref="ProtocolException">invalid_client_metadata: a member has the wrong type.</exception>
    public static ClientMetadata Read(JsonElement request, RegistrationPolicy policy)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in request.EnumerateObject())
            // RFC 7592 §2.2: null is "equivalent to … omitted".
            if (Known.ContainsKey(member.Name) && !Privileged.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null)
                members[member.Name] = member.Value;
        foreach (var member in MembersOf(policy.Defaults))
            members.TryAdd(member.Name, member.Value);
        foreach (var member in MembersOf(policy.Force))
            members[member.Name] = member.Value;
        foreach (var (name, value) in members)
            if (name == "scope" && value.ValueKind == JsonValueKind.String && value.GetString().AsSpan().Count(' ') >= LongestList)
                throw Refuse.InvalidClientMetadata("registration.scopes", "scope names too many.");
            else if (!Fits(name, value))
                throw Refuse.InvalidClientMetadata("registration.type", $"{name} does not have the type that it should have.");
        return ClientMetadataReading.Read(Joined(members));
    }

    private static IEnumerable<JsonProperty> MembersOf(JsonElement? metadata) =>
        metadata is { ValueKind: JsonValueKind.Object } given ? given.EnumerateObject().Where(member => Known.ContainsKey(member.Name)) : [];

    private static bool Fits(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && (value.GetArrayLength() > LongestList || value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null)))
            return false;
        try
        {
            return value.Deserialize(Known[name]) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonElement Joined(Dictionary<string, JsonElement> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
