namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>Proofs of possession (RFC 9449, section <c>Dpop</c>).</summary>
public sealed class DpopOptions
{
    /// <summary>True refuses proofs without a nonce of this provider. Proofs cannot be made in advance then, and clients need no right clock; the first request of a client takes two round trips, as does every one after a pause of two minutes. Nonces are offered and checked either way, and used proofs are remembered either way.</summary>
    public bool RequireNonce { get; set; }
}
