using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Clients;

/// <summary>Members that take one of a few words, and the name that people see.</summary>
internal static class WordRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, Capabilities can) =>
    [
        .. Values.One("application_type", client.ApplicationType, ["web", "native"]),
        .. Values.One("subject_type", client.SubjectType, can.SubjectTypes),
        .. Values.One("consent", client.Consent, ["explicit", "implicit"]),
        .. Values.One("id_token_signed_response_alg", client.IdTokenSignedResponseAlg, can.SigningAlgorithms),
        .. Values.One("access_token_signed_response_alg", client.AccessTokenSignedResponseAlg, can.SigningAlgorithms),
        .. Values.Each("authorization_details_types", client.AuthorizationDetailsTypes, [.. AuthorizationDetailsTypes.All.Select(type => type.Name)]),
        .. Values.Each("default_acr_values", client.DefaultAcrValues, AuthenticationLevels.All),
        .. Name(client),
    ];

    // Names are shown to people: they must not be able to hide, or to write in another direction.
    private static IEnumerable<BrokenRule> Name(ClientMetadata client)
    {
        if (client.ClientName is { } name && (name.Length is 0 or > 200 || name.Trim().Length != name.Length || !VisibleCharacters.AreAll(name)))
            yield return new("client_name", "name.visible", "A name has 1 to 200 visible characters.");
    }
}
