using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace PseIdentity.Storage.Sql.Postgres;

/// <summary>A lock among the nodes of a PostgreSQL database; it ends with its connection.</summary>
internal sealed class PostgresAdvisoryLock : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly long key;

    private PostgresAdvisoryLock(NpgsqlConnection connection, long key)
    {
        this.connection = connection;
        this.key = key;
    }

    public static async Task<IAsyncDisposable> AcquireAsync(NpgsqlDataSource source, string name, CancellationToken ct)
    {
        var key = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("pse-identity:" + name)));
        var connection = await source.OpenConnectionAsync(ct);
        try
        {
            await RunAsync(connection, "SELECT pg_advisory_lock($1)", key, ct);
            return new PostgresAdvisoryLock(connection, key);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await using (connection)
            await RunAsync(connection, "SELECT pg_advisory_unlock($1)", key, CancellationToken.None);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string text, long key, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(text, connection);
        command.Parameters.Add(new() { Value = key });
        await command.ExecuteNonQueryAsync(ct);
    }
}
