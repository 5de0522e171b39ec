using System.Globalization;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Clients;

/// <summary>
/// What a client may register (RFC 7591 §2, OpenID Connect Registration §2), the same for the provisioning file, the console and the
/// registration API. Every broken rule is named, so that a mistake is found in one round.
/// </summary>
public static class ClientMetadataRules
{
    /// <summary>The methods that a client may authenticate with (RFC 7591 §2, OpenID Connect Core §9).</summary>
    public static IReadOnlyList<string> AuthenticationMethods { get; } = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"];

    public static IReadOnlyList<string> GrantTypes { get; } = ["authorization_code", "refresh_token", "client_credentials", DeviceCodeGrant.Name, CibaGrant.Name];

    public static IReadOnlyList<string> SigningAlgorithms { get; } = ["RS256", "PS256", "ES256"];

    /// <summary>A secret that cannot be guessed needs no slow hash.</summary>
    public const int ShortestSecret = 32;

    /// <param name="client">What is to be registered.</param>
    /// <param name="secret">The secret that it will have; null where there is none.</param>
    /// <param name="development">True on a developer's machine: plain http is accepted for every host.</param>
    public static IReadOnlyList<BrokenRule> Check(ClientMetadata client, string? secret, bool development) =>
    [
        .. Grants(client),
        .. Authentication(client, secret),
        .. Keys(client, development),
        .. RedirectUriRules.Check("redirect_uris", client.RedirectUris, client.ApplicationType, development),
        .. RedirectUriRules.Check("post_logout_redirect_uris", client.PostLogoutRedirectUris, client.ApplicationType, development),
        .. Addresses(client, development),
        .. ScopesAndResources(client),
        .. Words(client),
        .. Numbers(client),
        .. DecoupledRules.Check(client, development),
    ];

    private static IEnumerable<BrokenRule> Grants(ClientMetadata client)
    {
        foreach (var broken in EachOf("grant_types", client.GrantTypes, GrantTypes))
            yield return broken;
        foreach (var broken in EachOf("response_types", client.ResponseTypes, ["code"]))
            yield return broken;

        // RFC 7591 §2.1: grant types and response types "are partially orthogonal" and must agree.
        var codes = client.GrantTypes.Contains("authorization_code");
        if (codes && !client.ResponseTypes.Contains("code"))
            yield return new("response_types", "grants.inconsistent", "The grant type authorization_code needs the response type code.");
        if (!codes && client.ResponseTypes.Contains("code"))
            yield return new("response_types", "grants.inconsistent", "The response type code needs the grant type authorization_code.");
        if (codes && client.RedirectUris.Count == 0)
            yield return new("redirect_uris", "redirect_uri.missing", "The grant type authorization_code needs at least one redirect URI.");
        if (client.GrantTypes.Contains("refresh_token") && !codes && !client.GrantTypes.Contains(DeviceCodeGrant.Name) && !client.GrantTypes.Contains(CibaGrant.Name))
            yield return new("grant_types", "grants.refresh_alone",
                $"The grant type refresh_token needs one that issues refresh tokens: authorization_code, {DeviceCodeGrant.Name}, {CibaGrant.Name}.");
        if (client.OnlineRefresh && !client.GrantTypes.Contains("refresh_token"))
            yield return new("online_refresh", "grants.online_refresh", "online_refresh needs the grant type refresh_token.");
        // RFC 9700 §2.2.2: refresh tokens of public clients "MUST be sender-constrained or use refresh token rotation".
        if (client is { RefreshRotation: false, TokenEndpointAuthMethod: "none" })
            yield return new("refresh_rotation", "grants.rotation", "The refresh tokens of a public client rotate; refresh_rotation cannot be false.");
        // RFC 6749 §4.4: "The client credentials grant type MUST only be used by confidential clients."
        if (client.GrantTypes.Contains("client_credentials") && client.TokenEndpointAuthMethod == "none")
            yield return new("grant_types", "grants.public", "The grant type client_credentials is for clients that authenticate; token_endpoint_auth_method is none.");
    }

    private static IEnumerable<BrokenRule> Authentication(ClientMetadata client, string? secret)
    {
        if (!AuthenticationMethods.Contains(client.TokenEndpointAuthMethod))
        {
            yield return Unknown("token_endpoint_auth_method", client.TokenEndpointAuthMethod, AuthenticationMethods);
            yield break;
        }

        var usesSecret = client.TokenEndpointAuthMethod.StartsWith("client_secret_", StringComparison.Ordinal);
        if (usesSecret && secret is null)
            yield return new("client_secret", "secret.missing",
                $"{client.TokenEndpointAuthMethod} needs a secret; a client that cannot keep one has \"token_endpoint_auth_method\": \"none\".");
        if (!usesSecret && secret is not null)
            yield return new("client_secret", "secret.unused", $"{client.TokenEndpointAuthMethod} does not use a secret; remove it.");
        if (usesSecret && secret is { Length: < ShortestSecret })
            yield return new("client_secret", "secret.short", $"A secret has at least {ShortestSecret} random characters.");
        // RFC 6749 appendix A.2: VSCHAR.
        if (secret?.AsSpan().ContainsAnyExceptInRange(' ', '~') == true)
            yield return new("client_secret", "secret.characters", "A secret holds printable ASCII characters only.");

        if (client.TokenEndpointAuthMethod == "private_key_jwt" && client is { Jwks: null, JwksUri: null })
            yield return new("jwks", "jwks.missing", "private_key_jwt needs the client's public keys: jwks, or jwks_uri.");
        if (client is { TokenEndpointAuthMethod: "private_key_jwt", Jwks: { } keys } && JwkSet.TryParse(keys) is { Keys.Count: > 0 } set
            && !SigningAlgorithms.Any(alg => set.Candidates(null, alg).Any()))
            yield return new("jwks", "jwks.algorithm", $"None of the keys fits an algorithm that is accepted: {string.Join(", ", SigningAlgorithms)}.");
        if (client.TokenEndpointAuthSigningAlg is { } algorithm && !SigningAlgorithms.Contains(algorithm))
            yield return Unknown("token_endpoint_auth_signing_alg", algorithm, SigningAlgorithms);
    }

    private static IEnumerable<BrokenRule> Keys(ClientMetadata client, bool development)
    {
        // RFC 7591 §2: "The 'jwks_uri' and 'jwks' parameters MUST NOT both be present in the same request or response."
        if (client is { Jwks: not null, JwksUri: not null })
            yield return new("jwks_uri", "jwks.both", "Give jwks or jwks_uri, not both.");
        if (client.JwksUri is { } uri && !WebAddress.IsSecure(uri, development))
            yield return new("jwks_uri", "address.https", "jwks_uri is an https address.");
        if (client.Jwks is { } jwks)
            foreach (var broken in JwksRules.Check(jwks))
                yield return broken;
    }

    private static IEnumerable<BrokenRule> Addresses(ClientMetadata client, bool development)
    {
        (string Member, string? Uri)[] addresses =
        [
            ("client_uri", client.ClientUri), ("logo_uri", client.LogoUri), ("tos_uri", client.TosUri), ("policy_uri", client.PolicyUri),
            ("initiate_login_uri", client.InitiateLoginUri), ("backchannel_logout_uri", client.BackchannelLogoutUri),
        ];
        foreach (var (member, uri) in addresses)
            if (uri is not null && !WebAddress.IsSecure(uri, development))
                yield return new(member, "address.https", $"{member} is an absolute https address; http is for loopback addresses only.");
        // Back-Channel Logout §2.2: "The URI … MUST NOT include a fragment component."
        if (client.BackchannelLogoutUri?.Contains('#', StringComparison.Ordinal) == true)
            yield return new("backchannel_logout_uri", "address.fragment", "backchannel_logout_uri has no fragment ('#').");

        var origins = client.AllowedCorsOrigins ?? [];
        for (var i = 0; i < origins.Count; i++)
            if (!WebAddress.IsOrigin(origins[i]))
                yield return new($"allowed_cors_origins[{i}]", "cors.origin", "An origin is scheme://host or scheme://host:port, in lower case, with nothing after it; there are no wildcards.");
    }

    private static IEnumerable<BrokenRule> ScopesAndResources(ClientMetadata client)
    {
        if (client.Scope is { } scope)
            foreach (var name in scope.Split(' '))
                if (!Scopes.ScopeGrammar.IsName(name))
                    yield return new("scope", "scope.grammar", name.Length == 0
                        ? "Scopes are separated by one space each."
                        : $"'{name}' is not a scope: quotes, backslashes and characters outside ASCII are not allowed (RFC 6749 section 3.3).");

        // RFC 8707 §2: "an absolute URI … MUST NOT include a fragment component."
        for (var i = 0; i < client.Resources.Count; i++)
            if (!Scopes.ScopeGrammar.IsResource(client.Resources[i]))
                yield return new($"resources[{i}]", "resource.absolute", "A resource is an absolute URI without a fragment.");
    }

    private static IEnumerable<BrokenRule> Words(ClientMetadata client)
    {
        (string Member, string Value, IReadOnlyList<string> Known)[] words =
        [
            ("application_type", client.ApplicationType, ["web", "native"]),
            ("subject_type", client.SubjectType, ["public"]),
            ("consent", client.Consent, ["explicit", "implicit"]),
            ("security_profile", client.SecurityProfile, ["baseline"]),
            ("id_token_signed_response_alg", client.IdTokenSignedResponseAlg, SigningAlgorithms),
            ("access_token_signed_response_alg", client.AccessTokenSignedResponseAlg, SigningAlgorithms),
        ];
        foreach (var (member, value, known) in words)
            if (!known.Contains(value))
                yield return Unknown(member, value, known);
        foreach (var broken in EachOf("default_acr_values", client.DefaultAcrValues, AuthenticationLevels.All))
            yield return broken;

        // Names are shown to people: they must not be able to hide, or to write in another direction.
        if (client.ClientName is { } name && (name.Length is 0 or > 200 || name.Trim().Length != name.Length || name.Any(IsInvisible)))
            yield return new("client_name", "name.visible", "A name has 1 to 200 visible characters.");
    }

    private static IEnumerable<BrokenRule> Numbers(ClientMetadata client)
    {
        (string Member, int? Value, int Least, int Most)[] numbers =
        [
            ("default_max_age", client.DefaultMaxAge, 0, 31_536_000),
            ("access_token_lifetime", client.AccessTokenLifetime, 30, 86_400),
            ("id_token_lifetime", client.IdTokenLifetime, 30, 86_400),
            ("refresh_retry_seconds", client.RefreshRetrySeconds, 0, 3_600),
        ];
        foreach (var (member, value, least, most) in numbers)
            if (value < least || value > most)
                yield return new(member, "number.range", $"{member} is between {least} and {most} seconds.");
    }

    private static bool IsInvisible(char c) =>
        char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static IEnumerable<BrokenRule> EachOf(string member, IReadOnlyList<string> values, IReadOnlyList<string> known)
    {
        for (var i = 0; i < values.Count; i++)
            if (!known.Contains(values[i]))
                yield return Unknown($"{member}[{i}]", values[i], known);
    }

    private static BrokenRule Unknown(string member, string value, IReadOnlyList<string> known) =>
        new(member, "value.unknown", $"'{value}' is not supported; what is: {string.Join(", ", known)}.");
}
