using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PseIdentity.Storage.Sql.Sqlite;

/// <summary>What every SQLite connection must say first; none of it but the journal mode is kept in the file.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // busy_timeout: without it the client library sleeps 150 ms between attempts.
    // synchronous=FULL: in WAL mode NORMAL may lose commits at power loss, and a revocation must not be lost.
    private const string Always =
        "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;";

    public static void Apply(DbConnection connection, bool readOnly)
    {
        using var command = connection.CreateCommand();
        command.CommandText = readOnly ? Always + " PRAGMA query_only=ON;" : Always;
        command.ExecuteNonQuery();
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection, readOnly: false);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection, readOnly: false);
        return Task.CompletedTask;
    }

    public static string FileOf(string connectionString) => new SqliteConnectionStringBuilder(connectionString).DataSource;

    /// <summary>The operator's connection string with what this program relies on.</summary>
    public static string Complete(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString) { Pooling = false, DefaultTimeout = 30 }.ToString();
}
