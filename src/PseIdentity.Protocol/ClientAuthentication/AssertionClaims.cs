using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Replays;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>
/// What a client assertion must say once its signature or MAC is known to be the client's (RFC 7523 §3, OpenID Connect Core §9): the same for
/// <c>private_key_jwt</c> and <c>client_secret_jwt</c>.
/// </summary>
internal sealed class AssertionClaims(Issuer issuer, MtlsAlias alias, IReplayStore replays, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OldestIssue = TimeSpan.FromMinutes(60);

    /// <summary>Null when the algorithm may be used by this client for assertions; otherwise the reason.</summary>
    public static string? RefuseAlgorithm(Jws assertion, Client client, IReadOnlyList<string> known) =>
        known.Contains(assertion.Algorithm, StringComparer.Ordinal)
        && client.Profile.Allows(assertion.Algorithm)
        && (client.Metadata.TokenEndpointAuthSigningAlg is not { } only || only == assertion.Algorithm)
            ? null
            : $"the algorithm {assertion.Algorithm} is not allowed";

    /// <summary>Null when everything is as specified, and then the assertion is used up; otherwise the reason.</summary>
    /// <param name="path">The endpoint that it was presented at.</param>
    public async ValueTask<string?> CheckAsync(Jws assertion, Client client, string path, CancellationToken ct)
    {
        // RFC 8725 §3.11: whatever else the client signs with the same key, such as a request object or a DPoP proof, is no assertion.
        if (assertion.Type is not null && !assertion.IsType("JWT") && !assertion.IsType("client-authentication+jwt"))
            return "typ says that it is something else";

        // RFC 7523 §3: 1 iss, 2 sub (both the client_id), 3 aud, 4 exp, 5 nbf, 6 iat, 7 jti.
        var claims = assertion.Payload;
        var now = clock.GetUtcNow();
        if (claims.GetString("iss") != client.Id || claims.GetString("sub") != client.Id)
            return "iss or sub is not the client_id";
        if (!IsForUs(assertion, client.Profile, path))
            return "aud is not this provider";
        if (claims.GetNumericDate("exp") is not { } expires || expires <= now - Skew)
            return "exp is missing or past";
        if (expires > now + LongestAhead + Skew)
            return "exp is too far ahead";
        if (claims.Has("nbf") && !(claims.GetNumericDate("nbf") <= now + Skew))
            return "nbf is in the future";
        if (claims.Has("iat") && !(claims.GetNumericDate("iat") <= now + Skew))
            return "iat is in the future";

        // §3: "The authorization server may reject JWTs with an "iat" claim value that is unreasonably far in the past."
        if (claims.GetNumericDate("iat") is { } issued && issued < now - OldestIssue)
            return "iat is too old";
        if (claims.GetString("jti") is not { Length: > 0 and <= 256 } jti)
            return "jti is missing or too long";

        // Last, so that only an assertion of the client itself is remembered.
        var use = SHA256.HashData(Encoding.UTF8.GetBytes(client.Id + "\0" + jti));
        return await replays.TryUseAsync("client_assertion", use, expires + Skew, ct) ? null : "the assertion was used before";
    }

    // FAPI 2.0 §5.3.2.1: the issuer "as a string and not as an item in an array"; for the others alone or in a list.
    // draft-ietf-oauth-rfc7523bis: who is named beside us could use the assertion here, so nobody else may be.
    private bool IsForUs(Jws assertion, SecurityProfile profile, string path) =>
        profile.RequiresIssuerAsAudience
            ? assertion.Payload.GetString("aud") == issuer.Value
            : assertion.Payload.GetStringOrStrings("aud") is { Count: > 0 } audience && !audience.Except(NamesAt(path), StringComparer.Ordinal).Any();

    // OpenID Connect Core §9 names the token endpoint, RFC 9126 §2 and CIBA §7.1 that and their own beside the issuer; RFC 8705 §5 gives each a second address.
    private IEnumerable<string> NamesAt(string path) =>
        ((string[])["/token", path]).SelectMany(each => alias.Urls(each).Prepend(issuer.Url(each))).Prepend(issuer.Value);
}
