using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Tokens;

/// <summary>What an ID token of ours says when it comes back.</summary>
public sealed record IdTokenHint(string Subject, string? Sid, IReadOnlyList<string> Audience);

/// <summary>
/// Reads <c>id_token_hint</c> (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2). An expired hint still tells who it is about,
/// and keys that have been rotated out still prove that it is ours.
/// </summary>
public sealed class IdTokenHints(Issuer issuer, SigningKeyRing keys)
{
    /// <summary>Null for anything that is not an ID token signed by this provider.</summary>
    public async ValueTask<IdTokenHint?> ReadAsync(string hint, CancellationToken ct)
    {
        if (Jws.Parse(hint) is not { KeyId: { } kid } token || !token.IsType("JWT")
            || (keys.FindForHint(kid, token.Algorithm) ?? await keys.FindAsync(kid, token.Algorithm, ct)) is not { } key || !token.IsSignedBy(key)
            || token.Payload.GetString("iss") != issuer.Value
            || token.Payload.GetString("sub") is not { } subject
            || token.Payload.GetStringOrStrings("aud") is not { } audience)
            return null;
        return new IdTokenHint(subject, token.Payload.GetString("sid"), audience);
    }
}
