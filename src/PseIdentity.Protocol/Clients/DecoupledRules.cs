using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.Grants;

namespace PseIdentity.Protocol.Clients;

/// <summary>What a client of decoupled sign-in registers (CIBA §4).</summary>
internal static class DecoupledRules
{
    /// <summary>What <c>backchannel_token_delivery_modes_supported</c> lists.</summary>
    public static IReadOnlyList<string> DeliveryModes { get; } = ["poll", "ping"];

    /// <summary>What the grant is missing in a client that registers for it.</summary>
    public static IEnumerable<BrokenRule> OfCiba(ClientMetadata client, bool development)
    {
        if (client.TokenEndpointAuthMethod == "none")
            yield return new("grant_types", "grants.public", $"The grant type {CibaGrant.Name} is for clients that authenticate; token_endpoint_auth_method is none.");
        // "backchannel_token_delivery_mode: REQUIRED."
        if (client.BackchannelTokenDeliveryMode is not { } mode || !DeliveryModes.Contains(mode))
            yield return new("backchannel_token_delivery_mode", "ciba.delivery_mode", $"Decoupled sign-in needs one of {string.Join(", ", DeliveryModes)}; push is not supported.");
        // "REQUIRED if the token delivery mode is set to ping or push. … It MUST be an HTTPS URL".
        if (client is { BackchannelTokenDeliveryMode: "ping", BackchannelClientNotificationEndpoint: null })
            yield return new("backchannel_client_notification_endpoint", "ciba.notification_endpoint", "The delivery mode ping needs an address to notify.");
        if (client.BackchannelClientNotificationEndpoint is { } uri && (!WebAddress.IsSecure(uri, development) || uri.Contains('#', StringComparison.Ordinal)))
            yield return new("backchannel_client_notification_endpoint", "address.https", "backchannel_client_notification_endpoint is an absolute https address without a fragment.");
        if (client.BackchannelAuthenticationRequestSigningAlg is not { } algorithm)
            yield break;
        if (!SignedAuthenticationRequest.Algorithms.Contains(algorithm))
            yield return new("backchannel_authentication_request_signing_alg", "value.unknown",
                $"'{algorithm}' is not supported; what is: {string.Join(", ", SignedAuthenticationRequest.Algorithms)}.");
        if (client is { Jwks: null, JwksUri: null })
            yield return new("jwks", "jwks.missing", "Signed authentication requests need the client's public keys: jwks, or jwks_uri.");
    }

    /// <summary>Members that mean something to the grant only.</summary>
    public static IEnumerable<BrokenRule> Check(ClientMetadata client)
    {
        if (client.GrantTypes.Contains(CibaGrant.Name))
            yield break;
        (string Member, string? Value)[] members =
        [
            ("backchannel_token_delivery_mode", client.BackchannelTokenDeliveryMode),
            ("backchannel_client_notification_endpoint", client.BackchannelClientNotificationEndpoint),
            ("backchannel_authentication_request_signing_alg", client.BackchannelAuthenticationRequestSigningAlg),
        ];
        foreach (var (member, value) in members)
            if (value is not null)
                yield return new(member, "ciba.grant", $"{member} needs the grant type {CibaGrant.Name}.");
    }
}
