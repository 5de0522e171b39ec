namespace PseIdentity.Storage.Sql;

/// <summary>What a parameter can be. The type is known even where the value is null, because PostgreSQL prepares by types.</summary>
internal enum SqlType
{
    Text,
    Number,
    Bytes,
    Id,
    Flag,
}

/// <summary>One parameter: times are Unix milliseconds, ids are <c>uuid</c> on PostgreSQL and 16 bytes, most significant first, on SQLite.</summary>
internal readonly struct SqlValue
{
    private SqlValue(SqlType type, object? value)
    {
        Type = type;
        Value = value;
    }

    public SqlType Type { get; }

    public object? Value { get; }

    public static implicit operator SqlValue(string? value) => new(SqlType.Text, value);

    public static implicit operator SqlValue(long? value) => new(SqlType.Number, value);

    public static implicit operator SqlValue(byte[]? value) => new(SqlType.Bytes, value);

    public static implicit operator SqlValue(Guid? value) => new(SqlType.Id, value);

    public static implicit operator SqlValue(bool? value) => new(SqlType.Flag, value);

    public static implicit operator SqlValue(DateTimeOffset? value) => new(SqlType.Number, value?.ToUnixTimeMilliseconds());
}
