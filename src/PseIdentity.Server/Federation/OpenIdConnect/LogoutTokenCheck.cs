using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Replays;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Checks a provider's word that a session is over: Back-Channel Logout 1.0 §2.6, whose numbers these are.</summary>
internal sealed class LogoutTokenCheck(ProviderTokens tokens, IReplayStore replays, TimeProvider clock)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>§2.4: explicit typing is recommended; of old it was JWT or nothing.</summary>
    private static readonly string[] Types = ["logout+jwt", "JWT"];

    // §2.4 recommends two minutes. It is remembered as long as it is valid, so that must end.
    private static readonly TimeSpan LongestAhead = TimeSpan.FromDays(1);

    /// <exception cref="UpstreamException">It is refused, and nothing ends.</exception>
    public async Task<UpstreamLogout> ReadAsync(IdentityProvider provider, ProviderMetadata metadata, string logoutToken, CancellationToken ct)
    {
        // 1 and 2: decrypted and verified as an ID token would be; never alg none.
        var claims = (await tokens.ReadAsync(metadata, logoutToken, Types, ct)).Jws.Payload;

        // 3: iss, aud, iat and exp as those of an ID token.
        IdTokenCheck.CheckIssuer(claims, metadata.Issuer);
        if (claims.GetStringOrStrings("aud")?.Contains(provider.ClientId, StringComparer.Ordinal) != true)
            throw OpenIdRefuse.Audience("aud of the logout token is not our client_id");
        var now = clock.GetUtcNow();
        if (claims.GetNumericDate("exp") is not { } expires || expires <= now - IdTokenCheck.Skew)
            throw OpenIdRefuse.Expired("exp of the logout token is missing or past");
        if (expires > now + LongestAhead)
            throw OpenIdRefuse.Logout("exp of the logout token is more than a day ahead");
        if (claims.GetNumericDate("iat") is not { } issued || issued > now + IdTokenCheck.Skew)
            throw OpenIdRefuse.Expired("iat of the logout token is missing or in the future");

        // 4: "contains a sub Claim, a sid Claim, or both"; one that is there and no text is neither.
        var (subject, sid) = (claims.GetString("sub"), claims.GetString("sid"));
        if ((subject is null && claims.Has("sub")) || (sid is null && claims.Has("sid")) || (string.IsNullOrEmpty(subject) && string.IsNullOrEmpty(sid)))
            throw OpenIdRefuse.Logout("the logout token names neither sub nor sid");

        // 5: an events claim "whose value is a JSON object containing the member name" of the event, itself an object.
        if (claims.GetObject("events")?.GetObject(Event) is null)
            throw OpenIdRefuse.Logout("the logout token has no back-channel logout event");

        // 6: "Verify that the Logout Token does not contain a nonce Claim": an ID token is no logout token.
        if (claims.Has("nonce"))
            throw OpenIdRefuse.Logout("the logout token has a nonce");

        // 7: jti (§2.4: REQUIRED), last, so that only a token of the provider itself is remembered. 8 to 10, whether there is such a session, is for whoever ends it.
        if (claims.GetString("jti") is not { Length: > 0 and <= 256 } jti)
            throw OpenIdRefuse.Logout("the logout token has no jti");
        var use = SHA256.HashData(Encoding.UTF8.GetBytes(provider.Name + "\0" + jti));
        if (!await replays.TryUseAsync("upstream_logout", use, expires + IdTokenCheck.Skew, CancellationToken.None))
            throw OpenIdRefuse.Replayed("the logout token was used before");
        return new UpstreamLogout { Subject = subject, Sid = sid };
    }
}
