using System.Text.Json;
using System.Text.Json.Nodes;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads <c>clients</c>: RFC 7591 metadata beside our few members. The file holds the whole client: what it leaves out has its default.</summary>
internal static class ClientSection
{
    private static readonly string[] Own = [.. ProvisioningJson.Default.ProvisionedClient.Properties.Select(member => member.Name)];

    public static IReadOnlyList<Desired<ClientMetadata>> Read(JsonElement document, FileReading reading) =>
    [
        .. reading.Items(document, "clients", "client_id", Shape).Select(item => Read(item.Value, item.Path, reading)),
    ];

    private static IEnumerable<ProvisioningMistake> Shape(JsonElement client, string path) =>
    [
        .. NotEnforcedYet.InClient(client, path),
        .. JsonShape.CheckObject(client, path, [ProvisioningJson.Default.ProvisionedClient, ClientMetadataJson.Default.ClientMetadata], NotEnforcedYet.IsClientMember),
    ];

    private static Desired<ClientMetadata> Read(JsonElement value, string path, FileReading reading)
    {
        var client = FileReading.Read(value, ProvisioningJson.Default.ProvisionedClient);
        // RFC 6749 appendix A.1: VSCHAR; without spaces, because people copy it.
        if (client.ClientId.Length is 0 or > 200 || client.ClientId.AsSpan().ContainsAnyExceptInRange('!', '~'))
            reading.Mistake(JsonPath.Member(path, "client_id"), "has 1 to 200 printable ASCII characters without spaces.");
        if (reading.IsAbsent(client, path))
            return new(path, client.ClientId, null);

        var before = reading.Mistakes.Count;
        var secret = reading.Secret(client.ClientSecret, path, "client_secret");
        var secretIsThere = reading.Mistakes.Count == before;

        var metadata = ClientMetadataReading.Read(JsonElement.Parse(WithoutOurs(value).ToJsonString()));
        foreach (var broken in reading.Rules.Check(metadata, secret))
            if (secretIsThere || broken.Member != "client_secret")
                reading.Mistake($"{path}.{broken.Member}", broken.Sentence);
        foreach (var scope in (metadata.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (ScopeGrammar.IsName(scope) && !reading.Known.Scopes.Contains(scope))
                reading.Mistake(JsonPath.Member(path, "scope"), $"'{scope}' is no scope of this installation; define it under scopes.");
        return new(path, client.ClientId, metadata, secret);
    }

    private static JsonObject WithoutOurs(JsonElement value)
    {
        var metadata = new JsonObject();
        foreach (var member in value.EnumerateObject())
            if (!Own.Contains(member.Name, StringComparer.Ordinal) && !NotEnforcedYet.IsClientMember(member.Name))
                metadata[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return metadata;
    }
}
