using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>What a validated ID token says: who signed in, how and when, in which session of the provider.</summary>
internal sealed record Identity(
    string Subject, string? SessionId, string? Acr, IReadOnlyList<string> Amr, DateTimeOffset? AuthenticatedAt, DateTime IssuedAt);

/// <summary>Validates ID tokens (OpenID Connect Core 1.0 §3.1.3.7 at sign-in, §12.2 at refresh).</summary>
internal sealed class IdTokens(IOptions<OidcOptions> options, SignedTokens signedTokens)
{
    public async Task<Identity> ValidateAsync(Tokens tokens, string nonce)
    {
        var token = await ReadAsync(tokens);

        // Step 11: "The value of the nonce Claim MUST be checked": the token answers this request and no other.
        if (!token.TryGetPayloadValue<string>("nonce", out var sent) || !SameSecret(sent, nonce))
            throw SignInException.InvalidIdToken("nonce is not the one that was sent.");

        return IdentityOf(token);
    }

    /// <summary>Core §12.2: a refreshed ID token is about the same person and the same authentication.</summary>
    public async Task<Identity> ValidateRefreshedAsync(Tokens tokens, Identity before)
    {
        var identity = IdentityOf(await ReadAsync(tokens));

        if (!string.Equals(identity.Subject, before.Subject, StringComparison.Ordinal))
            throw SignInException.InvalidIdToken("sub is not the one that signed in.");
        if (identity.IssuedAt < before.IssuedAt)
            throw SignInException.InvalidIdToken("iat is older than that of the token before.");
        if (identity.AuthenticatedAt is { } at && before.AuthenticatedAt is { } first && at != first)
            throw SignInException.InvalidIdToken("auth_time is not that of the original authentication.");

        return identity with { SessionId = identity.SessionId ?? before.SessionId, AuthenticatedAt = identity.AuthenticatedAt ?? before.AuthenticatedAt };
    }

    private async Task<JsonWebToken> ReadAsync(Tokens tokens)
    {
        var idToken = tokens.IdToken ?? throw SignInException.InvalidIdToken("The token response has none.");

        // Steps 2, 3, 6 to 10: issuer, audience, signature, algorithm, expiry, time of issue.
        var token = await signedTokens.ReadAsync(idToken) ?? throw SignInException.InvalidIdToken("The ID token is not valid.");

        // RFC 8725 §3.11: an access token or a logout token of the same provider is not an ID token.
        if (!string.IsNullOrEmpty(token.Typ) && !string.Equals(token.Typ, "JWT", StringComparison.OrdinalIgnoreCase))
            throw SignInException.InvalidIdToken("typ is not that of an ID token.");
        // Steps 4 and 5: authorized party.
        if (token.TryGetPayloadValue<string>("azp", out var azp) && !string.Equals(azp, options.Value.ClientId, StringComparison.Ordinal))
            throw SignInException.InvalidIdToken("azp is another client.");
        // §3.1.3.8: the access token was issued together with this ID token.
        if (token.TryGetPayloadValue<string>("at_hash", out var atHash) && !SameSecret(atHash, HalfHash(tokens.AccessToken, token.Alg)))
            throw SignInException.InvalidIdToken("at_hash is not of the access token.");

        return token;
    }

    private static Identity IdentityOf(JsonWebToken token)
    {
        if (string.IsNullOrEmpty(token.Subject))
            throw SignInException.InvalidIdToken("sub is missing.");

        token.TryGetPayloadValue<string>("sid", out var sid);
        token.TryGetPayloadValue<string>("acr", out var acr);
        var amr = token.TryGetPayloadValue<string[]>("amr", out var methods) ? methods : [];
        var at = token.TryGetPayloadValue<long>("auth_time", out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        return new(token.Subject, sid, acr, amr, at, token.IssuedAt);
    }

    // §3.1.3.6: the left half of the hash whose size the algorithm's name ends with.
    private static string HalfHash(string accessToken, string alg)
    {
        var octets = Encoding.ASCII.GetBytes(accessToken);
        var hash = alg[^3..] switch { "256" => SHA256.HashData(octets), "384" => SHA384.HashData(octets), _ => SHA512.HashData(octets) };
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }

    private static bool SameSecret(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
