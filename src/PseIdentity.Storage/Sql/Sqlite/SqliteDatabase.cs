using Microsoft.EntityFrameworkCore;

namespace PseIdentity.Storage.Sql.Sqlite;

/// <summary>A SQLite file: reads on the caller's thread, writes on the one writer's.</summary>
internal sealed class SqliteDatabase : IDatabase, IDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);
    private readonly string connectionString;
    private readonly SqliteReaders readers;
    private readonly SqliteWriter writer;
    private readonly CacheVersions versions;
    private readonly TimeProvider clock;

    public SqliteDatabase(string connectionString, CacheVersions versions, WriteCounter counter, TimeProvider clock)
    {
        this.connectionString = SqlitePragmas.Complete(connectionString);
        this.versions = versions;
        this.clock = clock;
        readers = new SqliteReaders(() => new SqliteLink(this.connectionString, readOnly: true));
        writer = new SqliteWriter(() => new SqliteLink(this.connectionString, readOnly: false), counter);
    }

    public ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(readers.First(call, map));
    }

    public ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(readers.List(call, map));
    }

    public ValueTask<int> ExecuteAsync(Call call, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(writer.RunAsync(link => link.Execute(call)));
    }

    public ValueTask<int[]> ExecuteAllAsync(Call[] calls, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(writer.RunAsync(link => Array.ConvertAll(calls, link.Execute)));
    }

    public ValueTask<T> TransactionAsync<T>(Func<ITransaction, ValueTask<T>> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(writer.RunAsync(link => Completed(work(link).AsTask())));
    }

    public async Task<T> ReadModelAsync<T>(Func<IdentityDb, Task<T>> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await using var model = new SqliteDb(SqliteDb.Options(connectionString));
        return await read(model);
    }

    public async Task<T> EditAsync<T>(Cached what, Func<IdentityDb, Task<T>> edit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var (result, changed) = await writer.RunAsync(link =>
        {
            // The context shares the writer's connection and transaction; EF's SQLite provider never really waits.
            using var model = new SqliteDb(SqliteDb.Options(link.Connection));
            model.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            var before = link.TotalChanges;
            return (Completed(edit(model)), link.TotalChanges != before);
        });
        if (changed)
            versions.Renew(what);
        return result;
    }

    public async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(PollEvery, clock);
        var seen = await ReadDataVersionAsync();
        while (await timer.WaitForNextTickAsync(ct))
        {
            var now = await ReadDataVersionAsync();
            if (now != seen)
                versions.RenewAll();
            seen = now;
        }
    }

    public Task<IAsyncDisposable> LockAsync(string name, CancellationToken ct) => SqliteLockFile.AcquireAsync(connectionString, name, ct);

    public void Dispose()
    {
        writer.Dispose();
        readers.Dispose();
    }

    // The number moves for commits of other connections only: asked on the writer's, it tells of other processes.
    private Task<long> ReadDataVersionAsync() => writer.RunAsync(link => link.DataVersion());

    private static T Completed<T>(Task<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("Work inside a transaction may await the transaction alone.");
}
