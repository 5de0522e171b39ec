using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Users;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Settings;

/// <summary>What the installation remembers about itself: its issuer, its salt.</summary>
public sealed class SettingStore : IPairwiseSalt
{
    internal const string PairwiseSalt = "pairwise-salt";
    private static readonly Statement Find = new("SELECT value FROM settings WHERE name = $1");
    private static readonly Statement Add = new("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING");
    private static readonly Statement Set = new("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2");
    private readonly IDatabase database;
    private readonly SecretColumn secrets;

    internal SettingStore(IDatabase database, RootKey root)
    {
        this.database = database;
        secrets = new SecretColumn(root, "settings");
    }

    public async ValueTask<string?> FindAsync(string name, CancellationToken ct) =>
        await database.FirstAsync(Find.With(name), row => row.Bytes(0), ct) is { } value ? Encoding.UTF8.GetString(value) : null;

    public async ValueTask SetAsync(string name, string value, CancellationToken ct) =>
        await database.ExecuteAsync(Set.With(name, Encoding.UTF8.GetBytes(value)), ct);

    /// <summary>The value that is there, or this one if none was.</summary>
    public async ValueTask<string> GetOrAddAsync(string name, string value, CancellationToken ct)
    {
        if (await FindAsync(name, ct) is { } existing)
            return existing;
        await database.ExecuteAsync(Add.With(name, Encoding.UTF8.GetBytes(value)), ct);
        return await FindAsync(name, ct) ?? throw new InvalidOperationException($"The setting {name} vanished.");
    }

    /// <summary>The salt that pairwise subjects are made with (OpenID Connect Core §8.1): made once, the same on every node, never changed.</summary>
    public ValueTask<byte[]> PairwiseSaltAsync(CancellationToken ct) => GetOrCreateSecretAsync(PairwiseSalt, 32, ct);

    private async ValueTask<byte[]> GetOrCreateSecretAsync(string name, int length, CancellationToken ct)
    {
        if (await FindSecretAsync(name, ct) is { } existing)
            return existing;
        await database.ExecuteAsync(Add.With(name, secrets.Seal(RandomNumberGenerator.GetBytes(length), name)), ct);
        return await FindSecretAsync(name, ct) ?? throw new InvalidOperationException($"The setting {name} vanished.");
    }

    private async ValueTask<byte[]?> FindSecretAsync(string name, CancellationToken ct) =>
        await database.FirstAsync(Find.With(name), row => row.Bytes(0), ct) is { } value ? secrets.Open(value, name) : null;
}
