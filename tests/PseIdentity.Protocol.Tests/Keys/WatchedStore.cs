using System.Data.Common;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Tests.Keys;

/// <summary>Counts how often the keys are loaded, and is away when told so.</summary>
internal sealed class WatchedStore(ISigningKeyStore inner) : ISigningKeyStore
{
    private volatile bool away;
    private int loads;

    public int Loads => Volatile.Read(ref loads);

    public bool Away
    {
        get => away;
        set => away = value;
    }

    public ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref loads);
        return away ? throw new DatabaseAway() : inner.LoadAsync(ct);
    }

    public ValueTask<bool> TryAddAsync(StoredSigningKey key, CancellationToken ct) => inner.TryAddAsync(key, ct);

    public ValueTask EraseAsync(string id, CancellationToken ct) => inner.EraseAsync(id, ct);

    public ValueTask CondemnAsync(string id, DateTimeOffset now, CancellationToken ct) => inner.CondemnAsync(id, now, ct);

    internal sealed class DatabaseAway() : DbException("The database is away.");
}
