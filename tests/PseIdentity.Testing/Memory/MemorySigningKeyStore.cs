using PseIdentity.Protocol.Keys;

namespace PseIdentity.Testing.Memory;

/// <summary>Signing keys in memory, under the contract of the real stores: unique id, unique (algorithm, generation), copies in and out.</summary>
public sealed class MemorySigningKeyStore : ISigningKeyStore
{
    private readonly Lock gate = new();
    private readonly List<StoredSigningKey> keys = [];

    public ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken ct)
    {
        lock (gate)
            return ValueTask.FromResult<IReadOnlyList<StoredSigningKey>>([.. keys.Select(Copy)]);
    }

    public ValueTask<bool> TryAddAsync(StoredSigningKey key, CancellationToken ct)
    {
        lock (gate)
        {
            if (keys.Any(other => other.Id == key.Id || (other.Algorithm == key.Algorithm && other.Generation == key.Generation)))
                return ValueTask.FromResult(false);
            keys.Add(Copy(key));
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask EraseAsync(string id, CancellationToken ct)
    {
        lock (gate)
        {
            var index = keys.FindIndex(key => key.Id == id);
            if (index >= 0)
                keys[index] = keys[index] with { PrivateKey = null };
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask CondemnAsync(string id, DateTimeOffset now, CancellationToken ct)
    {
        lock (gate)
        {
            var index = keys.FindIndex(key => key.Id == id && key.CompromisedAt is null);
            if (index >= 0)
                keys[index] = keys[index] with { PrivateKey = null, CompromisedAt = now };
            return ValueTask.CompletedTask;
        }
    }

    private static StoredSigningKey Copy(StoredSigningKey key) => key with { PrivateKey = key.PrivateKey?.ToArray() };
}
