using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PaymentsApi.AccessTokens;

/// <summary>
/// A token that names a key (<c>cnf</c>, RFC 7800 §3.1) is good only for whoever proves to have it: with a DPoP proof (RFC 9449 §7) or with
/// the certificate of the TLS connection (RFC 8705 §3).
/// </summary>
internal sealed class Possession(DpopProofs proofs)
{
    /// <summary>The error code, or null when the token may be used in this way.</summary>
    public async Task<string?> ProblemAsync(JsonWebToken token, Presented presented, HttpContext context)
    {
        if (!TryReadConfirmation(token, out var key, out var certificate))
            return Errors.InvalidToken;

        // RFC 9449 §7.1: the DPoP scheme is for bound tokens; §7.2: a resource that takes both
        // "MUST reject a DPoP-bound access token received as a bearer token".
        if (key is not null != (presented.Scheme == Presented.Dpop))
            return Errors.InvalidToken;
        if (key is not null && await proofs.ProblemAsync(context.Request, presented.Token, key) is { } problem)
            return problem;

        // RFC 8705 §3: another certificate, or none, is a 401 with invalid_token.
        if (certificate is not null && (context.Connection.ClientCertificate is not { } proven || Base64UrlEncoder.Encode(SHA256.HashData(proven.RawData)) != certificate))
            return Errors.InvalidToken;
        return null;
    }

    // A confirmation that is not understood confirms nothing: such a token is refused, not taken as a bearer token.
    private static bool TryReadConfirmation(JsonWebToken token, out string? key, out string? certificate)
    {
        (key, certificate) = (null, null);
        if (!token.TryGetPayloadValue<JsonElement>("cnf", out var confirmation))
            return true;
        if (confirmation.ValueKind != JsonValueKind.Object)
            return false;
        (key, certificate) = (Text("jkt"), Text("x5t#S256"));
        return key is not null || certificate is not null;

        string? Text(string member) => confirmation.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
