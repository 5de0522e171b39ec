using PseIdentity.Storage;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Server.Tests.SignIn.Alike;

/// <summary>How often one request has asked the database.</summary>
internal sealed class Tally
{
    private static readonly AsyncLocal<Tally?> OfThisRequest = new();
    private int calls;
    private int statements;

    /// <summary>Of the request that is answered here; null for what happens beside requests.</summary>
    public static Tally? Current
    {
        get => OfThisRequest.Value;
        set => OfThisRequest.Value = value;
    }

    /// <summary>Round trips, a transaction being one.</summary>
    public int Calls => calls;

    public int Statements => statements;

    public static void Call(int statements)
    {
        if (Current is not { } tally)
            return;
        Interlocked.Increment(ref tally.calls);
        Interlocked.Add(ref tally.statements, statements);
    }

    public static void Statement(Tally? tally)
    {
        if (tally is not null)
            Interlocked.Increment(ref tally.statements);
    }
}

/// <summary>The database, with a tally of what each request asks of it.</summary>
internal sealed class CountingDatabase(IDatabase inner) : IDatabase, IDisposable
{
    public ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct)
    {
        Tally.Call(1);
        return inner.FirstAsync(call, map, ct);
    }

    public ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct)
    {
        Tally.Call(1);
        return inner.ListAsync(call, map, ct);
    }

    public ValueTask<int> ExecuteAsync(Call call, CancellationToken ct)
    {
        Tally.Call(1);
        return inner.ExecuteAsync(call, ct);
    }

    public ValueTask<int[]> ExecuteAllAsync(Call[] calls, CancellationToken ct)
    {
        Tally.Call(calls.Length);
        return inner.ExecuteAllAsync(calls, ct);
    }

    public ValueTask<T> TransactionAsync<T>(Func<ITransaction, ValueTask<T>> work, CancellationToken ct)
    {
        Tally.Call(0);
        // The work runs on a thread of the database's own.
        var tally = Tally.Current;
        return inner.TransactionAsync(transaction => work(new CountingTransaction(transaction, tally)), ct);
    }

    public Task<T> ReadModelAsync<T>(Func<IdentityDb, Task<T>> read, CancellationToken ct)
    {
        Tally.Call(1);
        return inner.ReadModelAsync(read, ct);
    }

    public Task<T> EditAsync<T>(Cached what, Func<IdentityDb, Task<T>> edit, CancellationToken ct)
    {
        Tally.Call(1);
        return inner.EditAsync(what, edit, ct);
    }

    public Task WatchAsync(CancellationToken ct) => inner.WatchAsync(ct);

    public Task<IAsyncDisposable> LockAsync(string name, CancellationToken ct) => inner.LockAsync(name, ct);

    public void Dispose() => (inner as IDisposable)?.Dispose();

    private sealed class CountingTransaction(ITransaction inner, Tally? tally) : ITransaction
    {
        public ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map)
        {
            Tally.Statement(tally);
            return inner.FirstAsync(call, map);
        }

        public ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map)
        {
            Tally.Statement(tally);
            return inner.ListAsync(call, map);
        }

        public ValueTask<int> ExecuteAsync(Call call)
        {
            Tally.Statement(tally);
            return inner.ExecuteAsync(call);
        }
    }
}
