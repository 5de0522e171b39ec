using PseIdentity.Protocol.Handles;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Handles;

/// <summary>Stored handles: one row, one expiry, sealed, because a code's content says who approved what.</summary>
internal sealed class StoredHandleStore(IDatabase database, RootKey root) : IStoredHandles
{
    private static readonly Statement Insert = new("INSERT INTO stored_handles (id, content, expires_at) VALUES ($1, $2, $3)");
    private static readonly Statement Find = new("SELECT content FROM stored_handles WHERE id = $1 AND expires_at > $2");

    private readonly SecretColumn contents = new(root, "stored_handles");

    public async ValueTask AddAsync(Guid id, byte[] content, DateTimeOffset expiresAt, CancellationToken ct) =>
        await database.ExecuteAsync(Insert.With(id, contents.Seal(content, id), expiresAt), ct);

    public ValueTask<byte[]?> FindAsync(Guid id, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(Find.With(id, now), row => contents.Open(row.Bytes(0), id), ct);
}
