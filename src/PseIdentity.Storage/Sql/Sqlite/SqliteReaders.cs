using System.Collections.Concurrent;

namespace PseIdentity.Storage.Sql.Sqlite;

/// <summary>Open read connections, lent to one thread at a time; in WAL mode they neither wait for the writer nor stop it.</summary>
internal sealed class SqliteReaders(Func<SqliteLink> open) : IDisposable
{
    private static readonly int MostIdle = Math.Max(4, Environment.ProcessorCount * 2);
    private readonly ConcurrentBag<SqliteLink> idle = [];
    private volatile bool closed;

    public T? First<T>(Call call, Func<SqlRow, T> map)
    {
        var link = Take();
        try
        {
            return link.First(call, map);
        }
        finally
        {
            Return(link);
        }
    }

    public IReadOnlyList<T> List<T>(Call call, Func<SqlRow, T> map)
    {
        var link = Take();
        try
        {
            return link.List(call, map);
        }
        finally
        {
            Return(link);
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var link))
            link.Dispose();
    }

    private SqliteLink Take() => idle.TryTake(out var link) ? link : open();

    private void Return(SqliteLink link)
    {
        if (closed || idle.Count >= MostIdle)
            link.Dispose();
        else
            idle.Add(link);
    }
}
