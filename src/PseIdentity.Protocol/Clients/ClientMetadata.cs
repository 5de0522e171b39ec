using System.Text.Json;
using System.Text.Json.Serialization;

namespace PseIdentity.Protocol.Clients;

/// <summary>
/// A client in the words of the registries: RFC 7591 §2, OpenID Connect Registration §2, the logout specifications, and a few of ours.
/// It is what a provisioning file and the registration API read, what is stored, and what is shown again.
/// </summary>
/// <remarks>The generated reader sets an absent init-only member to null and forgets its initial value: every default stands in its setter too.</remarks>
public sealed record ClientMetadata
{
    // RFC 7591 §2
    public IReadOnlyList<string> RedirectUris { get; init => field = value ?? []; } = [];
    public string TokenEndpointAuthMethod { get; init => field = value ?? "client_secret_basic"; } = "client_secret_basic";
    public IReadOnlyList<string> GrantTypes { get; init => field = value ?? ["authorization_code"]; } = ["authorization_code"];
    public IReadOnlyList<string> ResponseTypes { get; init => field = value ?? ["code"]; } = ["code"];
    public string? ClientName { get; init; }
    public string? ClientUri { get; init; }
    public string? LogoUri { get; init; }
    public string? Scope { get; init; }
    public IReadOnlyList<string> Contacts { get; init => field = value ?? []; } = [];
    public string? TosUri { get; init; }
    public string? PolicyUri { get; init; }
    public string? JwksUri { get; init; }
    public JsonElement? Jwks { get; init; }
    public string? SoftwareId { get; init; }
    public string? SoftwareVersion { get; init; }

    /// <summary>Whether its secret has to be kept in a form that gives it back: a MAC is computed with the secret itself.</summary>
    [JsonIgnore]
    public bool NeedsSecretBack => TokenEndpointAuthMethod == "client_secret_jwt";

    // OpenID Connect Registration §2
    public string ApplicationType { get; init => field = value ?? "web"; } = "web";
    public string SubjectType { get; init => field = value ?? "public"; } = "public";
    public string IdTokenSignedResponseAlg { get; init => field = value ?? "RS256"; } = "RS256";
    public string? TokenEndpointAuthSigningAlg { get; init; }
    public int? DefaultMaxAge { get; init; }
    public bool RequireAuthTime { get; init; }
    public IReadOnlyList<string> DefaultAcrValues { get; init => field = value ?? []; } = [];
    public string? InitiateLoginUri { get; init; }
    public string? SectorIdentifierUri { get; init; }
    public string? IdTokenEncryptedResponseAlg { get; init; }
    public string? IdTokenEncryptedResponseEnc { get; init; }
    public string? UserinfoSignedResponseAlg { get; init; }
    public string? UserinfoEncryptedResponseAlg { get; init; }
    public string? UserinfoEncryptedResponseEnc { get; init; }
    public string? RequestObjectSigningAlg { get; init; }
    public IReadOnlyList<string> RequestUris { get; init => field = value ?? []; } = [];

    // RFC 9101 §10.5, RFC 9126 §6, RFC 9396 §10, JARM §3, RFC 9701 §6
    public bool RequireSignedRequestObject { get; init; }
    public bool RequirePushedAuthorizationRequests { get; init; }
    public IReadOnlyList<string> AuthorizationDetailsTypes { get; init => field = value ?? []; } = [];
    public string? AuthorizationSignedResponseAlg { get; init; }
    public string? AuthorizationEncryptedResponseAlg { get; init; }
    public string? AuthorizationEncryptedResponseEnc { get; init; }
    public string? IntrospectionSignedResponseAlg { get; init; }
    public string? IntrospectionEncryptedResponseAlg { get; init; }
    public string? IntrospectionEncryptedResponseEnc { get; init; }

    // RFC 9449 §5.2, RFC 8705 §2.1.2 and §3.4
    public bool DpopBoundAccessTokens { get; init; }
    public bool TlsClientCertificateBoundAccessTokens { get; init; }
    public string? TlsClientAuthSubjectDn { get; init; }
    public string? TlsClientAuthSanDns { get; init; }
    public string? TlsClientAuthSanUri { get; init; }
    public string? TlsClientAuthSanIp { get; init; }
    public string? TlsClientAuthSanEmail { get; init; }

    // CIBA §4
    public string? BackchannelTokenDeliveryMode { get; init; }
    public string? BackchannelClientNotificationEndpoint { get; init; }
    public string? BackchannelAuthenticationRequestSigningAlg { get; init; }

    // RP-Initiated Logout §3.1, Back-Channel Logout §2.2, Front-Channel Logout §2
    public IReadOnlyList<string> PostLogoutRedirectUris { get; init => field = value ?? []; } = [];
    public string? BackchannelLogoutUri { get; init; }
    public bool BackchannelLogoutSessionRequired { get; init; }
    public string? FrontchannelLogoutUri { get; init; }
    public bool FrontchannelLogoutSessionRequired { get; init; }

    /// <summary><c>explicit</c> (asked once, remembered) or <c>implicit</c> (the operator's own applications).</summary>
    public string Consent { get; init => field = value ?? "explicit"; } = "explicit";

    /// <summary><c>baseline</c> or <c>fapi2</c>: see <see cref="Clients.SecurityProfile"/>.</summary>
    public string SecurityProfile { get; init => field = value ?? "baseline"; } = "baseline";

    /// <summary>The resource servers that this client is: it may introspect tokens for them.</summary>
    public IReadOnlyList<string> Resources { get; init => field = value ?? []; } = [];

    /// <summary>Browser origins that may call the endpoints for this client; null: the origins of its redirect URIs, for public web clients.</summary>
    public IReadOnlyList<string>? AllowedCorsOrigins { get; init; }

    /// <summary>True gives refresh tokens without <c>offline_access</c>; they die with the session.</summary>
    public bool OnlineRefresh { get; init; }

    /// <summary>Seconds in which the previous refresh token is answered again; null: the installation's.</summary>
    public int? RefreshRetrySeconds { get; init; }

    /// <summary>Whether refresh tokens rotate; null: for public clients only.</summary>
    public bool? RefreshRotation { get; init; }

    /// <summary>Seconds; null: the installation's.</summary>
    public int? AccessTokenLifetime { get; init; }

    /// <summary>Seconds; null: the installation's.</summary>
    public int? IdTokenLifetime { get; init; }

    /// <summary>The algorithm of this client's access tokens; <c>ES256</c> unless its resource servers cannot.</summary>
    public string AccessTokenSignedResponseAlg { get; init => field = value ?? "ES256"; } = "ES256";
}

/// <summary>How client metadata is written and read: snake_case, absent instead of null, nothing unknown, nothing twice.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ClientMetadata))]
public sealed partial class ClientMetadataJson : JsonSerializerContext;
