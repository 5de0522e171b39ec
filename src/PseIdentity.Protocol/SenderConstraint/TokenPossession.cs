using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>Asks whoever presents an access token for the key that the token is bound to (RFC 9449 §7, RFC 8705 §3).</summary>
internal sealed class TokenPossession(DpopProofs proofs)
{
    /// <param name="token">What the access token says.</param>
    /// <param name="presented">As it was sent.</param>
    /// <param name="profile">What its client is held to.</param>
    /// <exception cref="ProtocolException">The token may not be used in this way.</exception>
    public async ValueTask CheckAsync(AccessToken token, PresentedToken presented, PresentedKeys keys, SecurityProfile profile, CancellationToken ct)
    {
        // RFC 9449 §7.1: a token that is bound is presented with the DPoP scheme and a proof; §7.2: never as a bearer token.
        var jkt = token.Confirmation?.Jkt;
        if (jkt is not null && !presented.ByDpop)
            throw Refuse.InvalidToken("dpop.as_bearer", "The access token is bound to a DPoP key and of no use as a bearer token.");
        if (jkt is null && presented.ByDpop)
            throw Refuse.InvalidToken("dpop.unbound", "The access token is not bound to a DPoP key.");
        if (jkt is not null)
            await proofs.CheckAsync(keys, profile, ct, presented.Value, jkt);

        // RFC 8705 §3: otherwise "the protected resource MUST reject the resource access attempt with an HTTP 401 status code and the invalid_token error code".
        if (token.Confirmation?.CertificateThumbprint is { } certificate
            && (keys.Certificate is not { } proven || !string.Equals(CertificateThumbprint.Of(proven), certificate, StringComparison.Ordinal)))
            throw Refuse.InvalidToken("mtls.other_certificate", "The access token is bound to a certificate that the request did not present.");
    }
}

/// <summary>An access token as a request carried it.</summary>
/// <param name="ByDpop">True for the scheme DPoP (RFC 9449 §7.1), false for a bearer token (RFC 6750 §2).</param>
public sealed record PresentedToken(string Value, bool ByDpop);
