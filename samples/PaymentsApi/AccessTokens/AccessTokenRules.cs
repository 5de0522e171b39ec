using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace PaymentsApi.AccessTokens;

/// <summary>Validates a JWT access token as a resource server has to (RFC 9068 §4).</summary>
internal sealed class AccessTokenRules
{
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };

    private readonly ConfigurationManager<OpenIdConnectConfiguration> discovery;
    private readonly TokenValidationParameters rules;

    public AccessTokenRules(AccessTokenOptions options)
    {
        discovery = Discover(options.Authority);
        rules = new()
        {
            // §4: "The resource server MUST verify that the typ header value is at+jwt or application/at+jwt": an ID token is none.
            ValidTypes = ["at+jwt", "application/at+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidIssuer = options.Authority,
            ValidAudience = options.Resource,
            // Keys come from discovery; a kid that is not known makes the handler fetch them again and try once more.
            ConfigurationManager = discovery,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>Whether the provider's keys are here. Without them nothing can be said about a token, not even that it is bad.</summary>
    public async Task<bool> CanReadAsync(CancellationToken ct)
    {
        try
        {
            return await discovery.GetConfigurationAsync(ct) is not null;
        }
        catch (InvalidOperationException) // IDX20803: could not be fetched, or is not this issuer's
        {
            return false;
        }
    }

    /// <summary>The token, or null when it is not valid here and now.</summary>
    public async Task<JsonWebToken?> ReadAsync(string jwt)
    {
        var result = await handler.ValidateTokenAsync(jwt, rules);
        if (!result.IsValid)
            return null;

        var token = (JsonWebToken)result.SecurityToken;
        // RFC 7515 §4.1.11: an extension that must be understood is not understood here.
        if (token.TryGetHeaderValue<object>("crit", out _))
            return null;
        // §2.2: these are required, and a token without them is not of this kind.
        return HasText(token, "sub") && HasText(token, "client_id") && HasText(token, "jti") && token.TryGetPayloadValue<long>("iat", out _) ? token : null;
    }

    private static bool HasText(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var text) && text.Length > 0;

    private static ConfigurationManager<OpenIdConnectConfiguration> Discover(string authority) => new(
        authority.TrimEnd('/') + "/.well-known/openid-configuration",
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) })
        {
            RequireHttps = !new Uri(authority).IsLoopback,
        },
        new IssuerIsAuthority(authority))
    {
        RefreshInterval = TimeSpan.FromSeconds(30),
        UseLastKnownGoodConfiguration = false,
    };

    /// <summary>Discovery 1.0 §4.3: the document is of the issuer that was asked.</summary>
    private sealed class IssuerIsAuthority(string authority) : IConfigurationValidator<OpenIdConnectConfiguration>
    {
        public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration) => new()
        {
            Succeeded = string.Equals(configuration.Issuer, authority, StringComparison.Ordinal),
            ErrorMessage = $"The discovery document is of issuer '{configuration.Issuer}', but Oidc:Authority is '{authority}'.",
        };
    }
}
