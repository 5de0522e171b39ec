using System.Text.Json;
using Npgsql;

namespace PseIdentity.Server.Tests;

internal enum TestDatabaseKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>The data directory and the database of one provider under test; both are gone afterwards.</summary>
internal sealed class TestInstallation : IAsyncDisposable
{
    /// <summary>A PostgreSQL server on which the tests may create databases, as a connection string.</summary>
    public const string PostgresVariable = "PSE_TEST_POSTGRES";

    private readonly string? database;

    private TestInstallation(string dataDirectory, string? database)
    {
        DataDirectory = dataDirectory;
        this.database = database;
    }

    public string DataDirectory { get; }

    /// <summary>The database's connection string on PostgreSQL, or null on SQLite.</summary>
    public string? ConnectionString => database is null ? null : new NpgsqlConnectionStringBuilder(Server()) { Database = database }.ConnectionString;

    public static async Task<TestInstallation> CreateAsync(ProviderSetup setup)
    {
        var directory = Directory.CreateTempSubdirectory("pse-identity-test-").FullName;
        string? database = null;
        if (setup.Database == TestDatabaseKind.PostgreSql)
            await ExecuteAsync($"CREATE DATABASE {database = "pse_" + Guid.NewGuid().ToString("N")}");
        return new TestInstallation(directory, database);
    }

    /// <summary>The command line's settings for a program that listens on <paramref name="address"/>.</summary>
    public string[] Arguments(ProviderSetup setup, Uri address)
    {
        var origin = address.GetLeftPart(UriPartial.Authority);
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["environment"] = setup.Environment,
            ["urls"] = origin,
            ["Issuer"] = setup.Issuer ?? (setup.IssuerHost is { } host ? $"http://{host}:{address.Port}" : origin),
            ["Data:Directory"] = DataDirectory,
        };
        if (ConnectionString is { } connectionString)
        {
            settings["Database:Provider"] = "PostgreSql";
            settings["Database:ConnectionString"] = connectionString;
            settings["Keys:Root"] = RootKey;
        }
        if (setup.Provisioning is { } document)
        {
            settings["Provisioning:File"] = Path.Combine(DataDirectory, "provisioning.json");
            File.WriteAllText(settings["Provisioning:File"], document as string ?? JsonSerializer.Serialize(document));
        }
        foreach (var (key, value) in setup.Settings)
            settings[key] = value;
        return [.. settings.SelectMany(setting => new[] { "--" + setting.Key, setting.Value })];
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }
        Directory.Delete(DataDirectory, recursive: true);
    }

    /// <summary>32 bytes that every test installation on PostgreSQL uses.</summary>
    private static string RootKey { get; } = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    private static string Server() => Environment.GetEnvironmentVariable(PostgresVariable)
        ?? throw new InvalidOperationException($"{PostgresVariable} is not set: tests/run starts a PostgreSQL server and sets it; or name one, such as 'Host=127.0.0.1;Port=5432;Username=postgres'.");

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server()) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
