namespace PseIdentity.Storage.Sql;

/// <summary>Counts the rows that this process has written, so that "changes nothing" can be shown at the database.</summary>
public sealed class WriteCounter
{
    private long rows;

    public long Rows => Interlocked.Read(ref rows);

    internal void Add(int written)
    {
        if (written > 0)
            Interlocked.Add(ref rows, written);
    }
}
