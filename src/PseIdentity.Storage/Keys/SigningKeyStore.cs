using PseIdentity.Protocol.Keys;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Keys;

/// <summary>Signing keys; their private parts are encrypted.</summary>
internal sealed class SigningKeyStore(IDatabase database, RootKey root) : ISigningKeyStore
{
    private static readonly Statement All = new("""
        SELECT id, algorithm, generation, created_at, activates_at, retires_at, public_key, private_key, compromised_at FROM signing_keys
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO signing_keys (id, algorithm, generation, created_at, activates_at, retires_at, public_key, private_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """);

    private static readonly Statement Erase = new("UPDATE signing_keys SET private_key = NULL WHERE id = $1 AND private_key IS NOT NULL");

    private static readonly Statement Condemn = new("UPDATE signing_keys SET compromised_at = $2, private_key = NULL WHERE id = $1 AND compromised_at IS NULL");

    private readonly SecretColumn privateKeys = new(root, "signing_keys");

    public ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken ct) => database.ListAsync(All.With(), Read, ct);

    public async ValueTask<bool> TryAddAsync(StoredSigningKey key, CancellationToken ct)
    {
        var secret = key.PrivateKey is null ? null : privateKeys.Seal(key.PrivateKey, key.Id);
        return await database.ExecuteAsync(
            Insert.With(key.Id, key.Algorithm, key.Generation, key.CreatedAt, key.ActivatesAt, key.RetiresAt, key.PublicKey, secret), ct) == 1;
    }

    public async ValueTask EraseAsync(string id, CancellationToken ct) => await database.ExecuteAsync(Erase.With(id), ct);

    public async ValueTask CondemnAsync(string id, DateTimeOffset now, CancellationToken ct) => await database.ExecuteAsync(Condemn.With(id, now), ct);

    private StoredSigningKey Read(SqlRow row)
    {
        var id = row.Text(0);
        return new StoredSigningKey
        {
            Id = id,
            Algorithm = row.Text(1),
            Generation = row.Int(2),
            CreatedAt = row.Time(3),
            ActivatesAt = row.Time(4),
            RetiresAt = row.Time(5),
            PublicKey = row.Text(6),
            PrivateKey = row.BytesOrNull(7) is { } secret ? privateKeys.Open(secret, id) : null,
            CompromisedAt = row.TimeOrNull(8),
        };
    }
}
