using System.Security.Cryptography;
using System.Text;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Provisioning;

/// <summary>
/// Remembers, as an HMAC, which value of each secret a provisioning file applied last: a restart neither applies it again
/// nor undoes what people changed since.
/// </summary>
public sealed class ProvisioningMarkStore
{
    private static readonly Statement Find = new("SELECT mac FROM provisioning_marks WHERE path = $1");
    private static readonly Statement Set = new("INSERT INTO provisioning_marks (path, mac) VALUES ($1, $2) ON CONFLICT (path) DO UPDATE SET mac = $2");
    private static readonly Statement Forget = new("DELETE FROM provisioning_marks WHERE path = $1");
    private readonly IDatabase database;
    private readonly RootKey root;

    internal ProvisioningMarkStore(IDatabase database, RootKey root)
    {
        this.database = database;
        this.root = root;
    }

    /// <param name="path">What the secret belongs to, such as <c>users/alice/password</c>.</param>
    /// <param name="value">The value in the file.</param>
    public async ValueTask<bool> IsAppliedAsync(string path, string value, CancellationToken ct) =>
        await database.FirstAsync(Find.With(path), row => row.Bytes(0), ct) is { } applied
        && Macs(path, value).Any(mac => CryptographicOperations.FixedTimeEquals(mac, applied));

    public async ValueTask MarkAsync(string path, string value, CancellationToken ct) =>
        await database.ExecuteAsync(Set.With(path, Macs(path, value)[0]), ct);

    public async ValueTask ForgetAsync(string path, CancellationToken ct) => await database.ExecuteAsync(Forget.With(path), ct);

    private IReadOnlyList<byte[]> Macs(string path, string value) => root.Macs("provisioning", Encoding.UTF8.GetBytes($"{path}\0{value}"));
}
