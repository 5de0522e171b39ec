namespace PseIdentity.Storage.Sql.Sqlite;

/// <summary>Open read connections, lent to one thread at a time; in WAL mode they neither wait for the writer nor stop it.</summary>
internal sealed class SqliteReaders(Func<SqliteLink> open) : IDisposable
{
    private readonly SqliteLink?[] idle = new SqliteLink?[Math.Max(4, Environment.ProcessorCount * 2)];
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
        CloseIdle();
    }

    private SqliteLink Take()
    {
        for (var i = 0; i < idle.Length; i++)
            if (idle[i] is not null && Interlocked.Exchange(ref idle[i], null) is { } link)
                return link;
        return open();
    }

    private void Return(SqliteLink link)
    {
        for (var i = 0; i < idle.Length; i++)
            if (Interlocked.CompareExchange(ref idle[i], link, null) is null)
            {
                // Closed meanwhile: whoever sees it last closes it.
                if (closed)
                    CloseIdle();
                return;
            }
        link.Dispose();
    }

    private void CloseIdle()
    {
        for (var i = 0; i < idle.Length; i++)
            Interlocked.Exchange(ref idle[i], null)?.Dispose();
    }
}
