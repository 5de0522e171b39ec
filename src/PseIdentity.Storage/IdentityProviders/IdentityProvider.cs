using System.Text.Json.Serialization;

namespace PseIdentity.Storage.IdentityProviders;

/// <summary>A provider that people may sign in with instead of here. Its client secret is read apart.</summary>
public sealed record IdentityProvider
{
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary><c>oidc</c> or <c>saml</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>OpenID Connect: its issuer. SAML: its entity id.</summary>
    public required string Authority { get; init; }

    /// <summary>OpenID Connect: who this installation is there. SAML: our entity id there; the address of our metadata where it is empty.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Nobody is sent to it, and nothing that it says counts, while this is false.</summary>
    public bool Enabled { get; init; } = true;

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Claim of ours → claim of theirs.</summary>
    public IReadOnlyDictionary<string, string> ClaimMappings { get; init; } = new Dictionary<string, string>();

    /// <summary><c>create</c>, <c>link</c> or <c>deny</c>.</summary>
    public string Provisioning { get; init; } = "deny";

    /// <summary>The claim of theirs that holds groups; null where groups give no roles.</summary>
    public string? RoleClaim { get; init; }

    /// <summary>Group of theirs → role of ours. Roles that stand here are given and taken by the provider.</summary>
    public IReadOnlyDictionary<string, string> RoleMappings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether its <c>amr</c> and <c>acr</c> count here; otherwise it is one factor, whatever it says.</summary>
    public bool TrustsAmr { get; init; }

    /// <summary>
    /// Whether an address of a proven domain of its organisation is proven because this provider says it, without <c>email_verified</c>. Addresses of
    /// other domains are worth nothing from it, whatever stands here.
    /// </summary>
    public bool TrustsEmail { get; init; }

    /// <summary>Whether sign-out here signs out there, too.</summary>
    public bool SignsOut { get; init; }

    public OidcUpstream? Oidc { get; init; }

    public SamlUpstream? Saml { get; init; }
}

/// <summary>What only OpenID Connect providers have.</summary>
public sealed record OidcUpstream
{
    /// <summary><c>client_secret_basic</c>, <c>client_secret_post</c> or <c>private_key_jwt</c>.</summary>
    public string TokenEndpointAuthMethod { get; init; } = "client_secret_basic";

    /// <summary>What <c>aud</c> of our client assertions says: <c>issuer</c>, or <c>token_endpoint</c> for providers of before draft-ietf-oauth-rfc7523bis.</summary>
    public string AssertionAudience { get; init; } = "issuer";

    /// <summary><c>query</c> or <c>form_post</c>.</summary>
    public string ResponseMode { get; init; } = "query";

    /// <summary>Whether requests are pushed (RFC 9126); null: where the provider offers it.</summary>
    public bool? PushedRequests { get; init; }

    /// <summary>Whether claims are fetched from its userinfo endpoint, too.</summary>
    public bool UserInfo { get; init; }
}

/// <summary>What only SAML providers have.</summary>
public sealed record SamlUpstream
{
    /// <summary>Its metadata as text; null where it is fetched.</summary>
    public string? Metadata { get; init; }

    /// <summary>Where its metadata is fetched; null where it is given.</summary>
    public string? MetadataUrl { get; init; }

    /// <summary><c>redirect</c> or <c>post</c>.</summary>
    public string Binding { get; init; } = "redirect";

    /// <summary>The format of names to ask for (SAML Core §8.3); null asks for none.</summary>
    public string? NameIdFormat { get; init; }

    /// <summary>The attribute that names a person for ever, where NameIDs change.</summary>
    public string? SubjectAttribute { get; init; }

    /// <summary>Refuses assertions that are not encrypted.</summary>
    public bool RequiresEncryption { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IdentityProvider))]
internal sealed partial class IdentityProviderJson : JsonSerializerContext;
