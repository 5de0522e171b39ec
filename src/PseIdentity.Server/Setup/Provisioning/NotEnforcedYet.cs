using System.Text.Json;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>
/// Members of the specifications that this version does not act upon. They are refused rather than ignored: somebody who writes one relies on it.
/// A value that asks for nothing is accepted.
/// </summary>
internal static class NotEnforcedYet
{
    private const string NotYet = "is not enforced yet and would protect nothing; remove it.";
    private const string NotThere = "is not supported yet; remove it.";

    private static readonly Dictionary<string, string> OfClients = new(StringComparer.Ordinal)
    {
        // OpenID Connect Registration §2
        ["request_object_encryption_alg"] = NotYet,
        ["request_object_encryption_enc"] = NotYet,
        ["software_statement"] = NotThere,
        ["client_secret_expires_at"] = NotThere,
        // CIBA §4
        ["backchannel_user_code_parameter"] = NotThere,
    };

    public static IEnumerable<ProvisioningMistake> InClient(JsonElement client, string path)
    {
        foreach (var member in Members(client))
            if (OfClients.TryGetValue(member.Name, out var sentence) && !AsksForNothing(member.Value))
                yield return new(JsonPath.Member(path, member.Name), sentence);
    }

    /// <summary>The client without the members that ask for nothing and are not known otherwise.</summary>
    public static bool IsClientMember(string name) => OfClients.ContainsKey(name);

    private static IEnumerable<JsonProperty> Members(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private static bool AsksForNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetInt32(out var number) && number == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };
}
