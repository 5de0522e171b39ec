using PseIdentity.Protocol.Handles;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Handles;

/// <summary>Stored handles: one row, one expiry.</summary>
internal sealed class StoredHandleStore(IDatabase database) : IStoredHandles
{
    private static readonly Statement Insert = new("INSERT INTO stored_handles (id, content, expires_at) VALUES ($1, $2, $3)");
    private static readonly Statement Find = new("SELECT content FROM stored_handles WHERE id = $1 AND expires_at > $2");

    public async ValueTask AddAsync(Guid id, byte[] content, DateTimeOffset expiresAt, CancellationToken ct) =>
        await database.ExecuteAsync(Insert.With(id, content, expiresAt), ct);

    public ValueTask<byte[]?> FindAsync(Guid id, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(Find.With(id, now), row => row.Bytes(0), ct);
}
