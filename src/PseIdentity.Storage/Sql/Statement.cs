namespace PseIdentity.Storage.Sql;

/// <summary>
/// The text of one hand-written statement, with parameters <c>$1</c>, <c>$2</c>, … which both databases understand.
/// Made once and kept in a static field, so that every connection prepares it once.
/// </summary>
internal sealed class Statement
{
    private static int count;

    /// <summary>The same text for both databases.</summary>
    public Statement(string text)
        : this(text, text)
    {
    }

    /// <summary>Where the databases differ. A null text is not run there, and touches no row.</summary>
    public Statement(string? sqlite, string postgres)
    {
        Sqlite = sqlite;
        Postgres = postgres;
        Number = Interlocked.Increment(ref count) - 1;
    }

    public string? Sqlite { get; }

    public string Postgres { get; }

    /// <summary>Its place among a connection's prepared commands.</summary>
    public int Number { get; }

    public Call With(params SqlValue[] values) => new(this, values);
}

/// <summary>A statement with its values.</summary>
internal readonly record struct Call(Statement Statement, SqlValue[] Values);
