using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Replays;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary><c>private_key_jwt</c> (RFC 7523 §2.2 and §3, OpenID Connect Core §9): the client signs a short-lived assertion with its own key.</summary>
internal sealed class PrivateKeyJwt(Issuer issuer, ClientKeys keys, IReplayStore replays, TimeProvider clock) : IClientAuthenticationMethod
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OldestIssue = TimeSpan.FromMinutes(60);

    /// <summary>The algorithms of <c>token_endpoint_auth_signing_alg_values_supported</c>.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["RS256", "PS256", "ES256"];

    public string Name => "private_key_jwt";

    public PresentedCredentials? Find(ClientRequest request)
    {
        var assertion = request.Form["client_assertion"];
        var type = request.Form["client_assertion_type"];
        if (assertion is null && type is null)
            return null;

        // RFC 7521 §4.2: both are REQUIRED.
        if (assertion is null || type is null)
            throw Refuse.InvalidRequest("client.assertion_incomplete", "client_assertion and client_assertion_type go together.");
        if (type != AssertionType)
            throw Refuse.InvalidClient("client.assertion_type", "The client_assertion_type is not supported.");
        if (Jws.Parse(assertion)?.Payload.GetString("sub") is not { } subject)
            throw Refuse.InvalidClient("client.assertion_malformed", "The client assertion is not a JWT with a sub.");
        return new PresentedCredentials(subject, assertion);
    }

    public async ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct)
    {
        if (presented.Secret is null || Jws.Parse(presented.Secret) is not { } assertion)
            return "the assertion is not a JWT";
        if (!Algorithms.Contains(assertion.Algorithm, StringComparer.Ordinal)
            || (client.Metadata.TokenEndpointAuthSigningAlg is { } only && only != assertion.Algorithm))
            return $"the algorithm {assertion.Algorithm} is not allowed";
        if (!await keys.VerifyAsync(client, assertion, ct))
            return "no key of the client made the signature";

        // RFC 7523 §3: 1 iss, 2 sub (both the client_id), 3 aud, 4 exp, 5 nbf, 6 iat, 7 jti.
        var claims = assertion.Payload;
        var now = clock.GetUtcNow();
        if (claims.GetString("iss") != client.Id || claims.GetString("sub") != client.Id)
            return "iss or sub is not the client_id";
        if (!IsForUs(claims.GetStringOrStrings("aud")))
            return "aud is neither the issuer nor the token endpoint";
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

    // OpenID Connect Core §9: aud is the issuer, or the token endpoint's URL, alone or in a list; CIBA §7.1 adds its own endpoint's.
    private bool IsForUs(IReadOnlyList<string>? audience) =>
        audience is not null && (audience.Contains(issuer.Value, StringComparer.Ordinal) || audience.Contains(issuer.Url("/token"), StringComparer.Ordinal)
            || audience.Contains(issuer.Url(BackChannelAuthentication.BackChannelAuthenticationEndpoint.Path), StringComparer.Ordinal));
}
