using Npgsql;
using NUnit.Framework;

namespace PseIdentity.Storage.Tests.Backends;

/// <summary>A PostgreSQL database, made from a template that was migrated once.</summary>
internal sealed class PostgresTestDatabase : ITestDatabase
{
    public const string Variable = "PSE_TEST_POSTGRES";
    private static readonly Lazy<Task<string>> Template = new(MigrateAsync);
    private static readonly SemaphoreSlim OneCopyAtATime = new(1, 1);
    private readonly string name;

    private PostgresTestDatabase(string name)
    {
        this.name = name;
        Options = new StorageOptions
        {
            Provider = nameof(DatabaseProvider.PostgreSql),
            ConnectionString = new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 30, Pooling = true }.ToString(),
            RootKey = Convert.ToBase64String(new byte[32]),
        };
    }

    public StorageOptions Options { get; }

    private static string Server
    {
        get
        {
            var server = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(server))
                Assert.Fail($"{Variable} is not set. These tests need a PostgreSQL server on which they may create databases, such as "
                    + $"{Variable}='Host=127.0.0.1;Username=postgres'; tests/run starts one.");
            return server!;
        }
    }

    public static async Task<ITestDatabase> CreateAsync()
    {
        _ = Server;
        var template = await Template.Value;
        return await CreateAsync($"TEMPLATE {template}");
    }

    public static Task<PostgresTestDatabase> EmptyAsync() => CreateAsync("");

    public async ValueTask DisposeAsync() => await RunAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private static async Task<PostgresTestDatabase> CreateAsync(string from)
    {
        var name = $"pse_test_{Guid.NewGuid():N}";
        await OneCopyAtATime.WaitAsync();
        try
        {
            await RunAsync($"CREATE DATABASE {name} {from}");
        }
        finally
        {
            OneCopyAtATime.Release();
        }
        return new PostgresTestDatabase(name);
    }

    private static async Task<string> MigrateAsync()
    {
        var empty = await EmptyAsync();
        await using (var backend = new SqlBackend(empty, keep: true))
            await backend.Get<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        // A database with open connections is no template.
        NpgsqlConnection.ClearAllPools();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => empty.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return empty.name;
    }

    private static async Task RunAsync(string text)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
