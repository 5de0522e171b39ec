namespace PseIdentity.Storage.Sql;

/// <summary>
/// The database as the stores use it: hand-written statements for what happens often, the EF model for administration.
/// Every write is durable when its task completes.
/// </summary>
internal interface IDatabase
{
    /// <summary>The first row, or null (for value types: the default).</summary>
    ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct);

    ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct);

    /// <summary>One statement in its own transaction; answers how many rows it touched.</summary>
    ValueTask<int> ExecuteAsync(Call call, CancellationToken ct);

    /// <summary>Statements that stand or fall together, in one round trip; answers how many rows each touched.</summary>
    ValueTask<int[]> ExecuteAllAsync(Call[] calls, CancellationToken ct);

    /// <summary>
    /// Statements that depend on each other. The work may be run again after a rollback, so it has no effect but through the transaction,
    /// and it awaits nothing else (SQLite's one writer waits for it).
    /// </summary>
    ValueTask<T> TransactionAsync<T>(Func<ITransaction, ValueTask<T>> work, CancellationToken ct);

    /// <summary>Reads through the model, for administration.</summary>
    Task<T> ReadModelAsync<T>(Func<IdentityDb, Task<T>> read, CancellationToken ct);

    /// <summary>
    /// Changes through the model, in one transaction; under the same rules as <see cref="TransactionAsync"/>.
    /// When rows changed, caches of <paramref name="what"/> are renewed on every node.
    /// </summary>
    Task<T> EditAsync<T>(Cached what, Func<IdentityDb, Task<T>> edit, CancellationToken ct);

    /// <summary>Learns about other processes' edits until stopped.</summary>
    Task WatchAsync(CancellationToken ct);

    /// <summary>Holds a named lock among all processes that share the database, until disposed.</summary>
    Task<IAsyncDisposable> LockAsync(string name, CancellationToken ct);
}

/// <summary>What can be done inside a transaction.</summary>
internal interface ITransaction
{
    ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map);

    ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map);

    ValueTask<int> ExecuteAsync(Call call);
}
