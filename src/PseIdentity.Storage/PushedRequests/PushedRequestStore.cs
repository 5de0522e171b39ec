using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.PushedRequests;

/// <summary>
/// Pushed requests: one row, two ends of its life, and one statement that decides who used it. The parameters are sealed, because they may name a person
/// and a payment.
/// </summary>
internal sealed class PushedRequestStore(IDatabase database, RootKey root) : IPushedRequestStore
{
    private static readonly Statement Insert = new("""
        INSERT INTO pushed_requests (hash, client_id, parameters, usable_until, expires_at) VALUES ($1, $2, $3, $4, $5)
        """);

    private static readonly Statement Find = new("""
        SELECT client_id, parameters, usable_until, expires_at, consumed_at FROM pushed_requests WHERE hash = $1 AND expires_at > $2
        """);

    private static readonly Statement Consume = new("""
        UPDATE pushed_requests SET consumed_at = $2 WHERE hash = $1 AND consumed_at IS NULL AND expires_at > $2
        """);

    private readonly SecretColumn contents = new(root, "pushed_requests");

    public async ValueTask AddAsync(PushedRequest request, CancellationToken ct) =>
        await database.ExecuteAsync(Insert.With(request.Hash, request.ClientId, Convert.ToBase64String(contents.SealText(request.Parameters, Convert.ToHexString(request.Hash))), request.UsableUntil, request.ExpiresAt), ct);

    public ValueTask<PushedRequest?> FindAsync(byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(Find.With(hash, now), row => new PushedRequest
        {
            Hash = hash,
            ClientId = row.Text(0),
            Parameters = contents.OpenText(Convert.FromBase64String(row.Text(1)), Convert.ToHexString(hash)),
            UsableUntil = row.Time(2),
            ExpiresAt = row.Time(3),
            ConsumedAt = row.TimeOrNull(4),
        }, ct);

    // The answer is on its way: nobody may hang up between.
    public async ValueTask<bool> TryConsumeAsync(byte[] hash, DateTimeOffset now) =>
        await database.ExecuteAsync(Consume.With(hash, now), CancellationToken.None) == 1;
}
