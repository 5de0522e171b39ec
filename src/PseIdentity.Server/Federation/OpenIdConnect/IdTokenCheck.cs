using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>What an ID token must say once its signature is known to be the provider's: OpenID Connect Core §3.1.3.7, whose numbers these are, and §3.1.3.8.</summary>
internal sealed class IdTokenCheck(TimeProvider clock)
{
    /// <summary>RFC 8725 §3.11: a token of another kind says so. Providers that say anything say JWT.</summary>
    public static IReadOnlyList<string> Types { get; } = ["JWT", "id_token+jwt"];

    /// <summary>How far the provider's clock may be from ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    // Some providers date their tokens back by minutes.
    private static readonly TimeSpan OldestIssue = TimeSpan.FromMinutes(10);

    private const int LongestSubject = 255;

    /// <exception cref="UpstreamException">It does not hold.</exception>
    public void Check(Jws token, ProviderMetadata metadata, KeptRequest kept, UpstreamRequest request, string accessToken)
    {
        var claims = token.Payload;

        // 1, 6, 7 and 8, decryption, signature and algorithm, came before. 2: "MUST exactly match the value of the iss (issuer) Claim".
        CheckIssuer(claims, metadata.Issuer);
        CheckAudience(claims, kept.ClientId);
        CheckTimes(claims, request.LeftAt);
        CheckNonce(claims, kept.Nonce);
        CheckAuthenticationTime(claims, request);

        // Back-Channel Logout §2.4 and RFC 8417 §2.2: what has events is about something that happened.
        if (claims.Has("events"))
            throw OpenIdRefuse.Malformed("the ID token is a security event");
        _ = Subject(claims);

        // §3.1.3.8, where it is there: the access token came with this ID token.
        if (claims.Has("at_hash") && claims.GetString("at_hash") != TokenHash.For(token.Algorithm, accessToken))
            throw OpenIdRefuse.Malformed("at_hash does not belong to the access token");
    }

    public static void CheckIssuer(JsonElement claims, string issuer)
    {
        if (!string.Equals(claims.GetString("iss"), issuer, StringComparison.Ordinal))
            throw OpenIdRefuse.Issuer($"iss of the token is '{OpenIdRefuse.Quote(claims.GetString("iss") ?? "")}'");
    }

    // 3: "MUST be rejected if the ID Token does not list the Client as a valid audience, or if it contains additional audiences not trusted by the Client."
    // 4 and 5 (errata set 1): with several audiences azp says whom it was issued to, and where it is there it is us. That is what an additional one is trusted by.
    public static void CheckAudience(JsonElement claims, string clientId)
    {
        if (claims.GetStringOrStrings("aud") is not { } audience || !audience.Contains(clientId, StringComparer.Ordinal))
            throw OpenIdRefuse.Audience("aud of the token is not our client_id");
        if (claims.Has("azp") ? claims.GetString("azp") != clientId : audience.Count > 1)
            throw OpenIdRefuse.Audience("the token was issued to another client (azp)");
    }

    /// <summary>Whom it is about: never longer than 255 ASCII characters (Core §2).</summary>
    public static string Subject(JsonElement claims) =>
        claims.GetString("sub") is { Length: > 0 and <= LongestSubject } subject && Ascii.IsValid(subject)
            ? subject
            : throw OpenIdRefuse.Subject("sub is missing, or no text of 255 ASCII characters at most");

    // 9: "The current time MUST be before the time represented by the exp Claim." 10: iat may be used to refuse what was issued too far away from now.
    private void CheckTimes(JsonElement claims, DateTimeOffset leftAt)
    {
        var now = clock.GetUtcNow();
        if (claims.GetNumericDate("exp") is not { } expires || expires <= now - Skew)
            throw OpenIdRefuse.Expired("exp is missing or past");
        if (claims.GetNumericDate("iat") is not { } issued || issued > now + Skew)
            throw OpenIdRefuse.Expired("iat is missing or in the future");
        if (issued < leftAt - OldestIssue)
            throw OpenIdRefuse.Expired("iat is long before the request");
        if (claims.Has("nbf") && !(claims.GetNumericDate("nbf") <= now + Skew))
            throw OpenIdRefuse.Expired("nbf is in the future");
    }

    // 11: "a nonce Claim MUST be present and its value checked".
    private static void CheckNonce(JsonElement claims, string nonce)
    {
        if (claims.GetString("nonce") is not { } said || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.UTF8.GetBytes(nonce)))
            throw OpenIdRefuse.Request("nonce is not the one that was sent");
    }

    // 13: with max_age auth_time is required (Core §2), and it is ours to look at it. prompt=login asks for a proof of now (§3.1.2.1).
    private void CheckAuthenticationTime(JsonElement claims, UpstreamRequest request)
    {
        var at = claims.GetNumericDate("auth_time");
        if (at is null && claims.Has("auth_time"))
            throw OpenIdRefuse.Malformed("auth_time is no time");
        if (at is null && (request.MaxAge is not null || request.ForceLogin))
            throw OpenIdRefuse.Authentication("max_age was asked for, and auth_time is missing");
        if (at > clock.GetUtcNow() + Skew)
            throw OpenIdRefuse.Authentication("auth_time is in the future");
        if (request.MaxAge is { } maxAge && at < request.LeftAt - Skew - TimeSpan.FromSeconds(Math.Min(maxAge, uint.MaxValue)))
            throw OpenIdRefuse.Authentication("auth_time is longer ago than max_age allows");
        if (request.ForceLogin && at < request.LeftAt - Skew)
            throw OpenIdRefuse.Authentication("prompt=login was asked for, and auth_time is before that");
    }
}
