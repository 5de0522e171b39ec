using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Federation;

/// <summary>A key with which this installation proves itself to providers upstream.</summary>
/// <param name="Id">The SHA-256 of its public part (SubjectPublicKeyInfo), base64url.</param>
/// <param name="Certificate">X.509, DER, self-signed.</param>
/// <param name="PrivateKey">PKCS #8.</param>
public sealed record FederationKey(string Id, byte[] Certificate, byte[] PrivateKey, DateTimeOffset CreatedAt);

/// <summary>The installation's keys towards providers upstream, newest first.</summary>
public sealed class FederationKeyStore
{
    private static readonly Statement All = new("SELECT id, certificate, private_key, created_at FROM federation_keys ORDER BY created_at DESC, id");

    // Two nodes that make the first key at once: the database's lock lets one of them find the other's.
    private static readonly Statement Insert = new("INSERT INTO federation_keys (id, certificate, private_key, created_at) VALUES ($1, $2, $3, $4)");

    private static readonly Statement Delete = new("DELETE FROM federation_keys WHERE id = $1");

    private readonly IDatabase database;
    private readonly SecretColumn privateKeys;

    internal FederationKeyStore(IDatabase database, RootKey root)
    {
        this.database = database;
        privateKeys = new SecretColumn(root, "federation_keys");
    }

    public ValueTask<IReadOnlyList<FederationKey>> AllAsync(CancellationToken ct) => database.ListAsync(All.With(), Read, ct);

    /// <summary>All of them; where there is none, the one that <paramref name="make"/> makes, the same on every node.</summary>
    public async ValueTask<IReadOnlyList<FederationKey>> AllOrFirstAsync(Func<FederationKey> make, CancellationToken ct)
    {
        if (await AllAsync(ct) is { Count: > 0 } present)
            return present;
        await using var held = await database.LockAsync("federation-keys", ct);
        if (await AllAsync(ct) is { Count: > 0 } meanwhile)
            return meanwhile;
        await AddAsync(make(), ct);
        return await AllAsync(ct);
    }

    public async ValueTask AddAsync(FederationKey key, CancellationToken ct) =>
        await database.ExecuteAsync(Insert.With(key.Id, key.Certificate, privateKeys.Seal(key.PrivateKey, key.Id), key.CreatedAt), ct);

    public async ValueTask<bool> RemoveAsync(string id, CancellationToken ct) => await database.ExecuteAsync(Delete.With(id), ct) == 1;

    private FederationKey Read(SqlRow row) => new(row.Text(0), row.Bytes(1), privateKeys.Open(row.Bytes(2), row.Text(0)), row.Time(3));
}
