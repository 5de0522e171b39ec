using Npgsql;
using NpgsqlTypes;

namespace PseIdentity.Storage.Sql.Postgres;

/// <summary>How calls become Npgsql's commands. They are prepared by the driver after their second use on a connection.</summary>
internal static class PostgresCommands
{
    public static async ValueTask<T?> FirstAsync<T>(NpgsqlCommand command, Func<SqlRow, T> map, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? map(new SqlRow(reader, idsAreBytes: false)) : default;
    }

    public static async ValueTask<IReadOnlyList<T>> ListAsync<T>(NpgsqlCommand command, Func<SqlRow, T> map, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(map(new SqlRow(reader, idsAreBytes: false)));
        return rows;
    }

    public static void Bind(NpgsqlParameterCollection parameters, SqlValue[] values)
    {
        foreach (var value in values)
            parameters.Add(new NpgsqlParameter { NpgsqlDbType = Native(value.Type), Value = value.Value ?? DBNull.Value });
    }

    private static NpgsqlDbType Native(SqlType type) => type switch
    {
        SqlType.Text => NpgsqlDbType.Text,
        SqlType.Number => NpgsqlDbType.Bigint,
        SqlType.Bytes => NpgsqlDbType.Bytea,
        SqlType.Id => NpgsqlDbType.Uuid,
        _ => NpgsqlDbType.Boolean,
    };
}
