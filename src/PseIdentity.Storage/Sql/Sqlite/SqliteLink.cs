using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace PseIdentity.Storage.Sql.Sqlite;

/// <summary>One open SQLite connection with its prepared commands. Used by one thread at a time.</summary>
internal sealed class SqliteLink : ITransaction, IDisposable
{
    private static readonly Statement ReadDataVersion = new("PRAGMA data_version");
    private static readonly Statement BeginImmediate = new("BEGIN IMMEDIATE");
    private static readonly Statement CommitTransaction = new("COMMIT");
    private static readonly Statement RollbackTransaction = new("ROLLBACK");
    private SqliteCommand?[] prepared = new SqliteCommand?[64];

    public SqliteLink(string connectionString, bool readOnly)
    {
        Connection = new SqliteConnection(connectionString);
        Connection.Open();
        SqlitePragmas.Apply(Connection, readOnly);
    }

    public SqliteConnection Connection { get; }

    public T? First<T>(Call call, Func<SqlRow, T> map)
    {
        using var reader = Bind(call).ExecuteReader();
        return reader.Read() ? map(new SqlRow(reader, idsAreBytes: true)) : default;
    }

    public IReadOnlyList<T> List<T>(Call call, Func<SqlRow, T> map)
    {
        using var reader = Bind(call).ExecuteReader();
        if (!reader.Read())
            return [];
        var rows = new List<T>();
        do
            rows.Add(map(new SqlRow(reader, idsAreBytes: true)));
        while (reader.Read());
        return rows;
    }

    public int Execute(Call call) => call.Statement.Sqlite is null ? 0 : Math.Max(0, Bind(call).ExecuteNonQuery());

    /// <summary>How many rows this connection has changed since it was opened, by whatever means.</summary>
    public int TotalChanges => sqlite3_total_changes(Connection.Handle);

    /// <summary>A number that moves when another connection commits.</summary>
    public long DataVersion() => First(ReadDataVersion.With(), row => row.Number(0));

    /// <summary>Takes the write lock at once: a transaction that began by reading could not take it later without failing.</summary>
    public void Begin() => Execute(BeginImmediate.With());

    public void Commit() => Execute(CommitTransaction.With());

    public void Rollback()
    {
        // A full disk makes SQLite roll back by itself.
        if (sqlite3_get_autocommit(Connection.Handle) == 0)
            Execute(RollbackTransaction.With());
    }

    ValueTask<T?> ITransaction.FirstAsync<T>(Call call, Func<SqlRow, T> map) where T : default => new(First(call, map));

    ValueTask<IReadOnlyList<T>> ITransaction.ListAsync<T>(Call call, Func<SqlRow, T> map) => new(List(call, map));

    ValueTask<int> ITransaction.ExecuteAsync(Call call) => new(Execute(call));

    public void Dispose()
    {
        foreach (var command in prepared)
            command?.Dispose();
        Connection.Dispose();
    }

    private SqliteCommand Bind(Call call)
    {
        var command = PreparedFor(call);
        for (var i = 0; i < call.Values.Length; i++)
            command.Parameters[i].Value = Native(call.Values[i]);
        return command;
    }

    private SqliteCommand PreparedFor(Call call)
    {
        var number = call.Statement.Number;
        if (number >= prepared.Length)
            Array.Resize(ref prepared, Math.Max(number + 1, prepared.Length * 2));
        return prepared[number] ??= Prepare(call);
    }

    private SqliteCommand Prepare(Call call)
    {
        var command = Connection.CreateCommand();
        command.CommandText = call.Statement.Sqlite ?? throw new InvalidOperationException("This statement is not for SQLite.");
        for (var i = 0; i < call.Values.Length; i++)
            command.Parameters.Add($"${i + 1}", Native(call.Values[i].Type));
        return command;
    }

    private static SqliteType Native(SqlType type) => type switch
    {
        SqlType.Text => SqliteType.Text,
        SqlType.Number or SqlType.Flag => SqliteType.Integer,
        _ => SqliteType.Blob,
    };

    private static object Native(SqlValue value) => value.Value switch
    {
        null => DBNull.Value,
        Guid id => id.ToByteArray(bigEndian: true),
        var other => other,
    };
}
