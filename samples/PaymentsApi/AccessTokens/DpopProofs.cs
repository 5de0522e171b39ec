using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PaymentsApi.AccessTokens;

/// <summary>
/// Checks the DPoP proof beside an access token (RFC 9449 §4.3). NOTE: no nonces are given (§9): a proof is believed by its time, which asks for clocks
/// that agree to a minute.
/// </summary>
internal sealed class DpopProofs(ProofMemory memory, IOptionsMonitor<AccessTokenOptions> options, TimeProvider clock)
{
    private const int Longest = 8192;
    private static readonly TimeSpan Past = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(15);

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = Longest };

    /// <summary>What is published, and what is accepted.</summary>
    public static string[] Algorithms { get; } = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    /// <param name="accessToken">As it was presented.</param>
    /// <param name="thumbprint">Of the key that the access token names (<c>jkt</c>).</param>
    public async Task<string?> ProblemAsync(HttpRequest request, string accessToken, string thumbprint)
    {
        // Steps 1 and 2: one header, and in it one JWT.
        if (request.Headers[Presented.Dpop] is not [{ } jwt])
            return Errors.InvalidDpopProof;

        // Steps 4 to 7: its type, an asymmetric algorithm, and a signature of the public key that it carries.
        var result = await handler.ValidateTokenAsync(jwt, new()
        {
            ValidTypes = ["dpop+jwt"],
            ValidAlgorithms = Algorithms,
            IssuerSigningKeyResolver = static (_, token, _, _) => PublicKeyOf(token) is { } key ? [key] : [],
            TryAllIssuerSigningKeys = true, // There is only that one, whatever kid says.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false, // A proof has no exp; iat is compared below.
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken proof || PublicKeyOf(proof) is not { } own)
            return Errors.InvalidDpopProof;

        // Steps 3, 8 and 9: made for this method and this address.
        if (Text(proof, "htm") != request.Method || Text(proof, "htu") is not { } htu || Address(htu) is not { } address
            || address != Address(options.Get(AccessTokenHandler.Name).Url + request.PathBase + request.Path))
            return Errors.InvalidDpopProof;

        // Step 11: just now.
        var now = clock.GetUtcNow();
        if (!proof.TryGetPayloadValue<long>("iat", out var seconds) || seconds < (now - Past).ToUnixTimeSeconds() || seconds > (now + Ahead).ToUnixTimeSeconds())
            return Errors.InvalidDpopProof;

        // Step 12: for this access token, and with the key that the token is bound to.
        if (Text(proof, "ath") != Base64UrlEncoder.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken))))
            return Errors.InvalidDpopProof;
        if (Base64UrlEncoder.Encode(own.ComputeJwkThumbprint()) != thumbprint)
            return Errors.InvalidToken;

        // §11.1, last, so that only proofs of the token's holder fill the memory: used once.
        return Text(proof, "jti") is { Length: > 0 and <= 256 } id && memory.TryUse(thumbprint, id, now + Past + Ahead) ? null : Errors.InvalidDpopProof;
    }

    // A key in a header counts here alone: the proof is about the key itself. Step 7: "does not contain a private key".
    private static JsonWebKey? PublicKeyOf(SecurityToken token)
    {
        if (token is not JsonWebToken proof || !proof.TryGetHeaderValue<JsonElement>("jwk", out var jwk) || jwk.ValueKind != JsonValueKind.Object || jwk.TryGetProperty("d", out _))
            return null;
        var key = new JsonWebKey
        {
            Kty = Member("kty"),
            Crv = Member("crv"),
            X = Member("x"),
            Y = Member("y"),
            N = Member("n"),
            E = Member("e"),
            // Strangers' keys are used once and are not worth remembering.
            CryptoProviderFactory = new() { CacheSignatureProviders = false },
        };
        var complete = key.Kty switch
        {
            "EC" => key is { Crv: "P-256", X: not null, Y: not null },
            "RSA" => key is { N.Length: >= 342, E: not null }, // 2048 bits
            _ => false,
        };
        return complete ? key : null;

        string? Member(string name) => jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static string? Text(JsonWebToken proof, string claim) => proof.TryGetPayloadValue<string>(claim, out var text) ? text : null;

    // Query and fragment do not count, and addresses are normalised before they are compared.
    private static string? Address(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : null;
}
