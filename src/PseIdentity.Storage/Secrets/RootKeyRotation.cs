using System.Text;
using PseIdentity.Storage.Settings;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Secrets;

/// <summary>Seals under the current root key what a former one had sealed, so that the former one can be taken out of the settings.</summary>
public sealed class RootKeyRotation
{
    private static readonly Sealed[] Everything =
    [
        new("credentials", "id", "secret", KeyIsId: true),
        new("password_history", "id", "secret", KeyIsId: true),
        new("outbox", "id", "body", KeyIsId: true),
        new("stored_handles", "id", "content", KeyIsId: true),
        new("approvals", "id", "content", KeyIsId: true),
        new("data_protection_keys", "id", "content", KeyIsId: true),
        new("signing_keys", "id", "private_key", KeyIsId: false),
        new("client_secrets", "client_id", "secret", KeyIsId: false),
        new("identity_providers", "name", "secret", KeyIsId: false),
        new("upstream_sessions", "id", "hint", KeyIsId: true),
        new("federation_keys", "id", "private_key", KeyIsId: false),
        new("settings", "name", "value", KeyIsId: false, Where: $"name = '{SettingStore.PairwiseSalt}'"),
    ];

    private readonly IDatabase database;
    private readonly RootKey root;

    internal RootKeyRotation(IDatabase database, RootKey root)
    {
        this.database = database;
        this.root = root;
    }

    /// <summary>Safe while nodes serve, if all of them know both keys; answers how many secrets were sealed anew.</summary>
    public async Task<int> SealAgainAsync(CancellationToken ct)
    {
        var count = 0;
        foreach (var each in Everything)
            foreach (var (row, secret) in await database.ListAsync(each.All.With(), each.Read, ct))
            {
                if (!root.IsFormer(secret))
                    continue;
                var again = root.Seal(root.Open(secret, each.Table, row), each.Table, row);
                // Only where nobody replaced it meanwhile.
                count += await database.ExecuteAsync(each.Replace.With(each.Key(row), again, secret), ct);
            }
        return count;
    }

    private sealed record Sealed(string Table, string KeyColumn, string SecretColumn, bool KeyIsId, string Where = "1 = 1")
    {
        public Statement All { get; } = new($"SELECT {KeyColumn}, {SecretColumn} FROM {Table} WHERE {SecretColumn} IS NOT NULL AND {Where}");

        public Statement Replace { get; } = new($"UPDATE {Table} SET {SecretColumn} = $2 WHERE {KeyColumn} = $1 AND {SecretColumn} = $3");

        public (byte[] Row, byte[] Secret) Read(SqlRow row) =>
            (KeyIsId ? row.Id(0).ToByteArray(bigEndian: true) : Encoding.UTF8.GetBytes(row.Text(0)), row.Bytes(1));

        public SqlValue Key(byte[] row) => KeyIsId ? new Guid(row, bigEndian: true) : Encoding.UTF8.GetString(row);
    }
}
