using System.Collections.Concurrent;

namespace PaymentsApi.AccessTokens;

/// <summary>
/// Remembers DPoP proofs while they could be used again (RFC 9449 §11.1). NOTE: in memory, which is enough for one node that is seldom restarted;
/// an API on several nodes shares it, or gives nonces.
/// </summary>
internal sealed class ProofMemory(TimeProvider clock)
{
    private const int TidyEvery = 1000;

    private readonly ConcurrentDictionary<(string Thumbprint, string Id), DateTimeOffset> seen = new();
    private int uses;

    /// <summary>False when it was used before.</summary>
    public bool TryUse(string thumbprint, string id, DateTimeOffset expiresAt)
    {
        if (Interlocked.Increment(ref uses) % TidyEvery == 0)
            foreach (var (proof, end) in seen)
                if (end < clock.GetUtcNow())
                    seen.TryRemove(proof, out _);
        return seen.TryAdd((thumbprint, id), expiresAt);
    }
}
