using PseIdentity.Protocol.Grants;

namespace PseIdentity.Protocol.Clients;

/// <summary>What a client must register so that its security profile can hold (FAPI 2.0 Security Profile §5.3.2, §5.4). Requests are checked where they come in.</summary>
internal static class ProfileRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, bool development) =>
    [
        .. Values.One("security_profile", client.SecurityProfile, ["baseline", "fapi2"]),
        .. Profile(client, SecurityProfile.Of(client), development),
    ];

    private static IEnumerable<BrokenRule> Profile(ClientMetadata client, SecurityProfile profile, bool development)
    {
        // §5.3.2.1: "shall authenticate clients using one of the following methods: MTLS …, private_key_jwt", so only confidential ones.
        if (profile.ClientAuthenticationMethods is { } methods && !methods.Contains(client.TokenEndpointAuthMethod))
            yield return Broken("token_endpoint_auth_method", $"needs one of {string.Join(", ", methods)}");
        if (profile.ResponseTypes is { } types && client.ResponseTypes.Any(type => !types.Contains(type)))
            yield return Broken("response_types", $"allows {string.Join(", ", types)} only");

        // §5.3.2.1: "shall only issue sender-constrained access tokens using one of the following methods: MTLS …, DPoP".
        if (profile.RequiresSenderConstraint && client is { DpopBoundAccessTokens: false, TlsClientCertificateBoundAccessTokens: false })
            yield return Broken("dpop_bound_access_tokens", "needs sender-constrained access tokens: set this, or tls_client_certificate_bound_access_tokens");
        if (profile.RotatesRefreshTokens is { } rotates && client.RefreshRotation == !rotates)
            yield return Broken("refresh_rotation", "does not rotate refresh tokens (section 5.3.2.1)");

        // §5.4.1: algorithms. An ID token that nobody can ask for needs none.
        var idTokens = client.Scope?.Split(' ').Contains(Scopes.StandardScopes.OpenId) == true;
        (string Member, string? Algorithm)[] algorithms =
        [
            ("id_token_signed_response_alg", idTokens ? client.IdTokenSignedResponseAlg : null),
            ("access_token_signed_response_alg", client.AccessTokenSignedResponseAlg),
            ("token_endpoint_auth_signing_alg", client.TokenEndpointAuthSigningAlg),
            ("request_object_signing_alg", client.RequestObjectSigningAlg),
            ("authorization_signed_response_alg", client.AuthorizationSignedResponseAlg),
            ("userinfo_signed_response_alg", client.UserinfoSignedResponseAlg),
            ("introspection_signed_response_alg", client.IntrospectionSignedResponseAlg),
            ("backchannel_authentication_request_signing_alg", client.BackchannelAuthenticationRequestSigningAlg),
        ];
        foreach (var (member, algorithm) in algorithms)
            if (algorithm is not null && !profile.Allows(algorithm))
                yield return Broken(member, $"allows {string.Join(", ", profile.Algorithms ?? [])}");

        // FAPI-CIBA §5.2.2: "shall only support Signed Authentication Requests".
        if (profile.RequiresSignedDecoupledRequests && client is { BackchannelAuthenticationRequestSigningAlg: null } && client.GrantTypes.Contains(CibaGrant.Name))
            yield return Broken("backchannel_authentication_request_signing_alg", "needs signed requests of decoupled sign-in");

        // §5.3.2.2: redirect URIs "use the https scheme with the exception for native clients" on loopback addresses.
        if (profile.RequiresHttpsRedirects)
            for (var i = 0; i < client.RedirectUris.Count; i++)
                if (!IsSecure(client.RedirectUris[i]))
                    yield return Broken($"redirect_uris[{i}]", "needs https, or http on a loopback IP address for a native application");

        // RFC 8252 §8.3: a loopback IP, because a name may lead elsewhere.
        bool IsSecure(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && (parsed.Scheme == "https"
            || (parsed.Scheme == "http" && (development || (client.ApplicationType == "native" && parsed is { IsLoopback: true, HostNameType: UriHostNameType.IPv4 or UriHostNameType.IPv6 }))));

        BrokenRule Broken(string member, string sentence) => new(member, "profile." + client.SecurityProfile, $"The security profile {client.SecurityProfile} {sentence}.");
    }
}
