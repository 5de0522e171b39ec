using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>What a provider says about itself (OpenID Connect Discovery §3, RFC 8414 §2), as far as it concerns us.</summary>
internal sealed record ProviderMetadata
{
    private const string WellKnown = "/.well-known/openid-configuration";

    public required string Issuer { get; init; }

    public required string AuthorizationEndpoint { get; init; }

    public required string TokenEndpoint { get; init; }

    public required string JwksUri { get; init; }

    public string? UserInfoEndpoint { get; init; }

    public string? EndSessionEndpoint { get; init; }

    /// <summary>RFC 9126 §5.</summary>
    public string? PushedRequestEndpoint { get; init; }

    /// <summary>RFC 9126 §5: it takes no request that was not pushed.</summary>
    public bool RequiresPushedRequests { get; init; }

    /// <summary>RFC 9207 §3: every answer of it names its issuer.</summary>
    public bool PromisesIssuer { get; init; }

    /// <summary>What it signs ID tokens with, and we know how to verify.</summary>
    public required IReadOnlyList<string> SigningAlgorithms { get; init; }

    // Null: it does not say.
    public IReadOnlyList<string>? AuthenticationMethods { get; init; }

    public IReadOnlyList<string>? AssertionAlgorithms { get; init; }

    public IReadOnlyList<string>? ResponseModes { get; init; }

    public IReadOnlyList<string>? ChallengeMethods { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Discovery §4: "any terminating / MUST be removed before appending".</summary>
    public static string AddressFor(string authority) => authority.TrimEnd('/') + WellKnown;

    /// <exception cref="UpstreamException">It is no metadata, or somebody else's.</exception>
    public static ProviderMetadata Read(byte[] document, string authority)
    {
        if (StrictJson.TryParseObject(document) is not { } json)
            throw OpenIdRefuse.Configuration("the discovery document is not one JSON object with every member once");

        // Discovery §4.3: "The issuer value returned MUST be identical to the Issuer URL that was used as the prefix": no case, slash or port is forgiven.
        if (json.GetString("issuer") is not { } issuer || !string.Equals(issuer, authority, StringComparison.Ordinal))
            throw OpenIdRefuse.Issuer($"the discovery document is that of '{OpenIdRefuse.Quote(json.GetString("issuer") ?? "")}', the authority is '{authority}'");

        return new ProviderMetadata
        {
            Issuer = issuer,
            AuthorizationEndpoint = Required("authorization_endpoint"),
            TokenEndpoint = Required("token_endpoint"),
            JwksUri = Required("jwks_uri"),
            UserInfoEndpoint = Optional("userinfo_endpoint"),
            EndSessionEndpoint = Optional("end_session_endpoint"),
            PushedRequestEndpoint = Optional("pushed_authorization_request_endpoint"),
            RequiresPushedRequests = json.GetBoolean("require_pushed_authorization_requests") == true,
            PromisesIssuer = json.GetBoolean("authorization_response_iss_parameter_supported") == true,
            SigningAlgorithms = Signing(json),
            AuthenticationMethods = json.GetStrings("token_endpoint_auth_methods_supported"),
            AssertionAlgorithms = json.GetStrings("token_endpoint_auth_signing_alg_values_supported"),
            ResponseModes = json.GetStrings("response_modes_supported"),
            ChallengeMethods = json.GetStrings("code_challenge_methods_supported"),
            Scopes = json.GetStrings("scopes_supported"),
        };

        string Required(string name) => Optional(name) ?? throw OpenIdRefuse.Configuration($"the discovery document has no {name}");

        string? Optional(string name) =>
            !json.Has(name) ? null
            : json.GetString(name) is { } url && IsEndpoint(url, issuer) ? url
            : throw OpenIdRefuse.Configuration($"{name} in the discovery document is not an https address without a fragment");
    }

    // Discovery §3, RFC 8414 §2: https. Http only beside an issuer that is reached by http, which is the operator's own decision. RFC 6749 §3.1, §3.2: no fragment.
    private static bool IsEndpoint(string url, string issuer) =>
        WebAddress.IsSpelledAsItTravels(url) && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.UserInfo.Length == 0 && !url.Contains('#', StringComparison.Ordinal)
        && (parsed.Scheme == "https" || (parsed.Scheme == "http" && issuer.StartsWith("http:", StringComparison.Ordinal)));

    // Discovery §3: id_token_signing_alg_values_supported is REQUIRED and holds RS256; where it is missing, that is all there is.
    private static IReadOnlyList<string> Signing(JsonElement json)
    {
        var offered = json.GetStrings("id_token_signing_alg_values_supported") ?? ["RS256"];
        return [.. SignatureAlgorithms.OfProviders.Where(known => offered.Contains(known, StringComparer.Ordinal))];
    }
}
