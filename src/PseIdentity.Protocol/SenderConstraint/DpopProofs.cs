using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>Believes a DPoP proof, once (RFC 9449 §4.3, §8 and §11.1).</summary>
internal sealed class DpopProofs(Issuer issuer, MtlsAlias alias, DpopNonces nonces, IProofMemory memory, IOptions<DpopOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Past = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(15);

    /// <summary>The thumbprint of the key that was proven.</summary>
    /// <param name="accessToken">What the proof has to go with at a protected resource; null elsewhere.</param>
    /// <param name="boundTo">The thumbprint that the access token names; null elsewhere.</param>
    /// <exception cref="ProtocolException">invalid_dpop_proof, use_dpop_nonce, or invalid_token.</exception>
    public async ValueTask<string> CheckAsync(PresentedKeys presented, SecurityProfile profile, CancellationToken ct, string? accessToken = null, string? boundTo = null)
    {
        // A client behind the alias may name either address; what the request itself says about its host is not asked.
        var proof = DpopProof.Read(presented.Proofs, presented.Method, [issuer.Url(presented.Path), .. alias.Urls(presented.Path)], profile);

        // §4.3 step 12, for protected resources: the hash of the token, and the key that it is bound to.
        if (accessToken is not null && !proof.IsFor(accessToken))
            throw Refuse.InvalidDpopProof("dpop.ath", "The ath of the DPoP proof is missing or belongs to another access token.");
        if (boundTo is not null && !string.Equals(proof.Thumbprint, boundTo, StringComparison.Ordinal))
            throw Refuse.InvalidToken("dpop.other_key", "The access token is bound to another key.");

        var epoch = await CheckFreshnessAsync(proof, ct);

        // §11.1: used once. What could still be accepted is remembered; after that its nonce or its time refuses it.
        return await memory.TryUseAsync(epoch, proof.Fingerprint(), clock.GetUtcNow() + DpopNonces.LongestUse + Ahead, ct) switch
        {
            ProofUse.First => proof.Thumbprint,
            ProofUse.Replayed => throw Refuse.InvalidDpopProof("dpop.replayed", "The DPoP proof was used before."),
            _ => throw await AnotherNonceAsync(ct),
        };
    }

    // §4.3 step 10: "If the server provided a nonce value to the client, the nonce claim matches the server-provided nonce value."
    // Step 11: the time of its making, "as determined by either the iat claim or a server managed timestamp via the nonce claim".
    private async ValueTask<ProofEpoch> CheckFreshnessAsync(DpopProof proof, CancellationToken ct)
    {
        var epoch = await memory.EpochAsync(renew: false, ct);
        if (proof.Nonce is { } nonce)
        {
            if (!nonces.IsGood(nonce, epoch) && !nonces.IsGood(nonce, epoch = await memory.EpochAsync(renew: true, ct)))
                throw UseNonce();
            return epoch;
        }
        if (options.Value.RequireNonce)
            throw UseNonce();

        var now = clock.GetUtcNow();
        if (proof.IssuedAt < now - Past || proof.IssuedAt > now + Ahead)
            throw Refuse.InvalidDpopProof("dpop.time", "The iat of the DPoP proof is too old or in the future.");

        // What an earlier memory saw is forgotten; a proof that may be from its days needs a nonce of this one.
        return proof.IssuedAt >= epoch.Since + Ahead ? epoch : throw UseNonce();
    }

    private async ValueTask<ProtocolException> AnotherNonceAsync(CancellationToken ct)
    {
        await memory.EpochAsync(renew: true, ct);
        return UseNonce();
    }

    private static ProtocolException UseNonce() =>
        Refuse.UseDpopNonce("dpop.nonce", "The DPoP proof needs the nonce of the DPoP-Nonce header.");
}
