namespace PseIdentity.Protocol.Clients;

/// <summary>
/// What a client is held to beyond what its metadata says. One issuer serves both profiles: the strictness is the client's, so every check that
/// differs between them asks here and nowhere else.
/// </summary>
public sealed record SecurityProfile
{
    /// <summary>RFC 9700 and OpenID Connect Core.</summary>
    public static SecurityProfile Baseline { get; } = new();

    /// <summary>FAPI 2.0 Security Profile; each member names its section.</summary>
    public static SecurityProfile Fapi2 { get; } = new()
    {
        RequiresPushedRequests = true,
        RequiresRedirectUri = true,
        RequiresPkce = true,
        RequiresSenderConstraint = true,
        RequiresHttpsRedirects = true,
        AuthorizationCodeLifetime = TimeSpan.FromSeconds(60),
        RequiresIssuerAsAudience = true,
        RequiresSignedDecoupledRequests = true,
        RequiresRequestObjectLifetime = true,
        RotatesRefreshTokens = false,
        Algorithms = ["PS256", "ES256", "EdDSA", "Ed25519"],
        ClientAuthenticationMethods = ["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"],
        ResponseTypes = ["code"],
        AccessTokenLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>§5.3.2.2: authorization requests "only" through pushed authorization requests.</summary>
    public bool RequiresPushedRequests { get; private init; }

    /// <summary>§5.3.2.2: every request says where its answer goes, also of a client with one redirect URI.</summary>
    public bool RequiresRedirectUri { get; private init; }

    /// <summary>§5.3.2.2: PKCE with S256 for every client.</summary>
    public bool RequiresPkce { get; private init; }

    /// <summary>§5.3.2.1: only sender-constrained access tokens, by mutual TLS or DPoP.</summary>
    public bool RequiresSenderConstraint { get; private init; }

    /// <summary>§5.3.2.2: redirect URIs with https, but for native applications.</summary>
    public bool RequiresHttpsRedirects { get; private init; }

    /// <summary>§5.3.2.1: codes live a minute at most, whatever the setting says; null for the installation's.</summary>
    public TimeSpan? AuthorizationCodeLifetime { get; private init; }

    /// <summary>§5.3.2.1: the <c>aud</c> of a client assertion is the issuer, as one string.</summary>
    public bool RequiresIssuerAsAudience { get; private init; }

    /// <summary>FAPI-CIBA §5.2.2: authentication requests are signed.</summary>
    public bool RequiresSignedDecoupledRequests { get; private init; }

    /// <summary>Message Signing §5.3.1: request objects have <c>nbf</c> and <c>exp</c>, at most 60 minutes apart.</summary>
    public bool RequiresRequestObjectLifetime { get; private init; }

    /// <summary>§5.3.2.1: refresh tokens do not rotate; null leaves it to the client.</summary>
    public bool? RotatesRefreshTokens { get; private init; }

    /// <summary>§5.4.1: the signature algorithms of whatever the client signs and is sent; null for all.</summary>
    public IReadOnlyList<string>? Algorithms { get; private init; }

    /// <summary>§5.3.2.1; null for all.</summary>
    public IReadOnlyList<string>? ClientAuthenticationMethods { get; private init; }

    /// <summary>§5.3.2.2; null for all.</summary>
    public IReadOnlyList<string>? ResponseTypes { get; private init; }

    /// <summary>The default of its access tokens; null for the installation's.</summary>
    public TimeSpan? AccessTokenLifetime { get; private init; }

    public static SecurityProfile Of(ClientMetadata metadata) => metadata.SecurityProfile == "fapi2" ? Fapi2 : Baseline;

    /// <summary>True when the profile leaves the algorithm open or names it.</summary>
    public bool Allows(string algorithm) => Algorithms is null || Algorithms.Contains(algorithm, StringComparer.Ordinal);
}
