using PseIdentity.Protocol.Replays;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Replays;

/// <summary>What was used once: the INSERT is the decision.</summary>
internal sealed class ReplayStore(IDatabase database, TimeProvider clock) : IReplayStore
{
    private static readonly Statement Use = new("""
        INSERT INTO replays (purpose, key, expires_at) VALUES ($1, $2, $3)
        ON CONFLICT (purpose, key) DO UPDATE SET expires_at = $3 WHERE replays.expires_at <= $4
        """);

    public async ValueTask<bool> TryUseAsync(string purpose, byte[] key, DateTimeOffset expiresAt, CancellationToken ct) =>
        await database.ExecuteAsync(Use.With(purpose, key, expiresAt, clock.GetUtcNow()), ct) == 1;
}
