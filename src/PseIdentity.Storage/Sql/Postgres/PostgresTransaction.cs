using Npgsql;

namespace PseIdentity.Storage.Sql.Postgres;

/// <summary>Statements inside one PostgreSQL transaction.</summary>
internal sealed class PostgresTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct) : ITransaction
{
    public int Touched { get; private set; }

    public async ValueTask<T?> FirstAsync<T>(Call call, Func<SqlRow, T> map)
    {
        await using var command = Command(call);
        return await PostgresCommands.FirstAsync(command, map, ct);
    }

    public async ValueTask<IReadOnlyList<T>> ListAsync<T>(Call call, Func<SqlRow, T> map)
    {
        await using var command = Command(call);
        return await PostgresCommands.ListAsync(command, map, ct);
    }

    public async ValueTask<int> ExecuteAsync(Call call)
    {
        await using var command = Command(call);
        var rows = Math.Max(0, await command.ExecuteNonQueryAsync(ct));
        Touched += rows;
        return rows;
    }

    private NpgsqlCommand Command(Call call)
    {
        var command = new NpgsqlCommand(call.Statement.Postgres, connection, transaction);
        PostgresCommands.Bind(command.Parameters, call.Values);
        return command;
    }
}
