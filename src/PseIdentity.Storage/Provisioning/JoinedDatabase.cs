using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Provisioning;

/// <summary>Lets stores that edit through the model take part in a transaction that is open already.</summary>
internal sealed class JoinedDatabase(IdentityDb model) : IDatabase
{
    public Task<T> ReadModelAsync<T>(Func<IdentityDb, Task<T>> read, CancellationToken ct) => read(model);

    public Task<T> EditAsync<T>(Cached what, Func<IdentityDb, Task<T>> edit, CancellationToken ct) => edit(model);

    public ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct) => throw OnlyTheModel();

    public ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct) => throw OnlyTheModel();

    public ValueTask<int> ExecuteAsync(Call call, CancellationToken ct) => throw OnlyTheModel();

    public ValueTask<int[]> ExecuteAllAsync(Call[] calls, CancellationToken ct) => throw OnlyTheModel();

    public ValueTask<T> TransactionAsync<T>(Func<ITransaction, ValueTask<T>> work, CancellationToken ct) => throw OnlyTheModel();

    public Task WatchAsync(CancellationToken ct) => throw OnlyTheModel();

    public Task<IAsyncDisposable> LockAsync(string name, CancellationToken ct) => throw OnlyTheModel();

    private static NotSupportedException OnlyTheModel() => new("A hand-written statement cannot join a transaction of the model.");
}
