using System.Text.Json;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Protocol.Tokens;

/// <summary>What a valid access token of ours says.</summary>
/// <param name="GrantId">Null for client credentials.</param>
/// <param name="Confirmation">The key that its presenter has to prove, or null for a bearer token.</param>
/// <param name="Claims">All of it.</param>
public sealed record AccessToken(
    string Subject, string ClientId, IReadOnlyList<string> Audience, IReadOnlyList<string> Scopes, string Jti, Guid? GrantId, DateTimeOffset ExpiresAt,
    Confirmation? Confirmation, JsonElement Claims);

/// <summary>Reads access tokens that come back to us (RFC 9068 §4): type, signature, issuer, expiry. What they allow, and whether they were revoked, the caller asks.</summary>
public sealed class AccessTokens(Issuer issuer, SigningKeyRing keys, TimeProvider clock)
{
    /// <summary>Null for anything that is not a live access token signed by this provider.</summary>
    public async ValueTask<AccessToken?> ReadAsync(string token, CancellationToken ct)
    {
        if (Jws.Parse(token) is not { KeyId: { } kid } jws || !jws.IsType("at+jwt")
            || await keys.FindAsync(kid, jws.Algorithm, ct) is not { } key || !jws.IsSignedBy(key))
            return null;
        var claims = jws.Payload;
        return claims.GetString("iss") == issuer.Value
            && claims.GetNumericDate("exp") is { } expires && expires > clock.GetUtcNow()
            && claims.GetString("sub") is { } subject && claims.GetString("client_id") is { } clientId && claims.GetString("jti") is { } jti
            && claims.GetStringOrStrings("aud") is { Count: > 0 } audience
            ? new AccessToken(subject, clientId, audience, (claims.GetString("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries), jti,
                Guid.TryParse(claims.GetString("grant"), out var grant) ? grant : null, expires, ConfirmationOf(claims), claims)
            : null;
    }

    private static Confirmation? ConfirmationOf(JsonElement claims) =>
        claims.TryGetProperty("cnf", out var cnf) ? new Confirmation(cnf.GetString("jkt"), cnf.GetString("x5t#S256")) : null;
}
