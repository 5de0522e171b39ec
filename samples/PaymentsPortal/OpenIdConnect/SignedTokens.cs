using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>Reads a JWT that the provider signed for this client: what ID tokens and logout tokens have in common.</summary>
internal sealed partial class SignedTokens(IOptions<OidcOptions> options, Provider provider, ILogger<SignedTokens> log)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    // Only signatures that the client cannot make itself: neither "none" nor an HMAC keyed with a published key.
    private static readonly string[] Algorithms = ["RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512"];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };

    private readonly TokenValidationParameters rules = new()
    {
        ValidIssuer = options.Value.Authority,
        ValidAudience = options.Value.ClientId,
        ValidAlgorithms = Algorithms,
        // Keys come from discovery; a kid that is not known makes the handler fetch them again and try once more.
        ConfigurationManager = provider.Documents,
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = Skew,
    };

    /// <summary>The token, or null when it is not one of this provider for this client that is valid now.</summary>
    public async Task<JsonWebToken?> ReadAsync(string jwt)
    {
        var result = await handler.ValidateTokenAsync(jwt, rules);
        if (!result.IsValid)
        {
            LogRefused(result.Exception.GetType().Name);
            return null;
        }

        var token = (JsonWebToken)result.SecurityToken;
        if (Mistake(token) is not { } mistake)
            return token;

        LogRefused(mistake);
        return null;
    }

    private static string? Mistake(JsonWebToken token)
    {
        // RFC 7515 §4.1.11: an extension that must be understood is not understood here.
        if (token.TryGetHeaderValue<object>("crit", out _))
            return "crit";
        // Core §3.1.3.7 step 3: an audience that the portal does not know would be trusted with the same token.
        if (token.Audiences.Any(audience => audience != token.Audiences.First()))
            return "aud";
        // Core §2: iat is required, and nothing was issued in the future.
        return token.TryGetPayloadValue<long>("iat", out _) && token.IssuedAt < DateTime.UtcNow + Skew ? null : "iat";
    }

    [LoggerMessage(20, LogLevel.Warning, "A token of the provider was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
