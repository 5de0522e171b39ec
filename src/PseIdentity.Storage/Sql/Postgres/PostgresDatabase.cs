using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PseIdentity.Storage.Sql.Postgres;

/// <summary>A PostgreSQL database, shared by any number of nodes.</summary>
internal sealed class PostgresDatabase : IDatabase, IAsyncDisposable
{
    private const int Attempts = 3;
    private readonly NpgsqlDataSource source;
    private readonly PostgresNotifications notifications;
    private readonly WriteCounter counter;
    private readonly CacheVersions versions;

    public PostgresDatabase(string connectionString, CacheVersions versions, WriteCounter counter, TimeProvider clock, ILoggerFactory logs)
    {
        source = PostgresConnections.Open(connectionString, logs);
        notifications = new PostgresNotifications(source, versions, clock, logs.CreateLogger<PostgresNotifications>());
        this.counter = counter;
        this.versions = versions;
    }

    public async ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct)
    {
        await using var command = Command(call);
        return await PostgresCommands.FirstAsync(command, map, ct);
    }

    public async ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map, CancellationToken ct)
    {
        await using var command = Command(call);
        return await PostgresCommands.ListAsync(command, map, ct);
    }

    public async ValueTask<int> ExecuteAsync(Call call, CancellationToken ct)
    {
        await using var command = Command(call);
        var rows = Math.Max(0, await command.ExecuteNonQueryAsync(ct));
        counter.Add(rows);
        return rows;
    }

    public ValueTask<int[]> ExecuteAllAsync(Call[] calls, CancellationToken ct) => AgainAfterDeadlockAsync(async () =>
    {
        // Without a transaction of its own a batch is one: it ends with a single Sync. Each statement sees what was committed before it began.
        await using var batch = source.CreateBatch();
        foreach (var call in calls)
        {
            var command = new NpgsqlBatchCommand(call.Statement.Postgres);
            PostgresCommands.Bind(command.Parameters, call.Values);
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(ct);

        var rows = new int[calls.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = IsRead(calls[i]) ? 0 : (int)batch.BatchCommands[i].RecordsAffected;
        foreach (var touched in rows)
            counter.Add(touched);
        return rows;
    });

    public ValueTask<T> TransactionAsync<T>(Func<ITransaction, ValueTask<T>> work, CancellationToken ct) => AgainAfterDeadlockAsync(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var statements = new PostgresTransaction(connection, transaction, ct);
        var result = await work(statements);
        await transaction.CommitAsync(ct);
        counter.Add(statements.Touched);
        return result;
    });

    public async Task<T> ReadModelAsync<T>(Func<IdentityDb, Task<T>> read, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var model = new PostgresDb(PostgresDb.Options(connection));
        return await read(model);
    }

    public Task<T> EditAsync<T>(Cached what, Func<IdentityDb, Task<T>> edit, CancellationToken ct) => AgainAfterDeadlockAsync(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var model = new PostgresDb(PostgresDb.Options(connection));
        await model.Database.UseTransactionAsync(transaction, ct);
        var result = await edit(model);
        if (model.RowsSaved > 0 && what != Cached.Nothing)
            await PostgresNotifications.SendAsync(connection, what, ct);
        await transaction.CommitAsync(ct);

        counter.Add(model.RowsSaved);
        if (model.RowsSaved > 0)
            versions.Renew(what);
        return result;
    }).AsTask();

    public Task WatchAsync(CancellationToken ct) => notifications.ListenAsync(ct);

    public Task<IAsyncDisposable> LockAsync(string name, CancellationToken ct) => PostgresAdvisoryLock.AcquireAsync(source, name, ct);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private NpgsqlCommand Command(Call call)
    {
        var command = source.CreateCommand(call.Statement.Postgres);
        PostgresCommands.Bind(command.Parameters, call.Values);
        return command;
    }

    private static bool IsRead(Call call) => call.Statement.Postgres.StartsWith("SELECT", StringComparison.Ordinal);

    private static async ValueTask<T> AgainAfterDeadlockAsync<T>(Func<Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (PostgresException failure) when (attempt < Attempts
                && failure.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Rolled back as a whole, so it is safe to run again.
            }
        }
    }
}
