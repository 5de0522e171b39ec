using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Tests.Organizations;

/// <summary>A database that counts what is asked of it and how many rows come back.</summary>
internal sealed class CountingDatabase(IDatabase database) : IDatabase
{
    public int Statements { get; private set; }

    public int Rows { get; private set; }

    public ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct) => database.FirstAsync(Counted(call), Counting(map), ct);

    public ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct) => database.ListAsync(Counted(call), Counting(map), ct);

    public ValueTask<int> ExecuteAsync(Call call, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<int[]> ExecuteAllAsync(Call[] calls, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<T> TransactionAsync<T>(Func<ITransaction, ValueTask<T>> work, CancellationToken ct) => throw new NotSupportedException();

    public Task<T> ReadModelAsync<T>(Func<IdentityDb, Task<T>> read, CancellationToken ct) => throw new NotSupportedException();

    public Task<T> EditAsync<T>(Cached what, Func<IdentityDb, Task<T>> edit, CancellationToken ct) => throw new NotSupportedException();

    public Task WatchAsync(CancellationToken ct) => throw new NotSupportedException();

    public Task<IAsyncDisposable> LockAsync(string name, CancellationToken ct) => throw new NotSupportedException();

    private Call Counted(Call call)
    {
        Statements++;
        return call;
    }

    private Func<SqlRow, T> Counting<T>(Func<SqlRow, T> map) => row =>
    {
        Rows++;
        return map(row);
    };
}
