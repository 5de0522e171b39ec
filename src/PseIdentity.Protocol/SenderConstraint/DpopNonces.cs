using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>
/// Nonces for DPoP proofs (RFC 9449 §8): an HMAC over the minute, so that none is stored and every node knows all of them.
/// One is good for at least a minute and at most two.
/// </summary>
internal sealed class DpopNonces(IProofMemory memory, TimeProvider clock)
{
    /// <summary>How long a nonce can be good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>How long a proof with a nonce can be good: that of a node whose clock is a step ahead included.</summary>
    public static readonly TimeSpan LongestUse = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>The one to offer now.</summary>
    public async ValueTask<string> CurrentAsync(CancellationToken ct) => Of(await memory.EpochAsync(renew: false, ct), Now());

    /// <summary>Whether this nonce was offered in the epoch and is still good. Another node's clock may be a little ahead.</summary>
    public bool IsGood(string nonce, ProofEpoch epoch)
    {
        var presented = Encoding.UTF8.GetBytes(nonce);
        var now = Now();
        return Matches(now) | Matches(now - 1) | Matches(now + 1);

        bool Matches(long step) => CryptographicOperations.FixedTimeEquals(presented, Encoding.ASCII.GetBytes(Of(epoch, step)));
    }

    private long Now() => clock.GetUtcNow().Ticks / Step.Ticks;

    private static string Of(ProofEpoch epoch, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        return CanonicalBase64Url.Encode(HMACSHA256.HashData(epoch.NonceKey, counter).AsSpan(0, 16));
    }
}
