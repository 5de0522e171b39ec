namespace PseIdentity.Storage.Tests.Backends;

/// <summary>A SQLite file, copied from one that was migrated once.</summary>
internal sealed class SqliteTestDatabase : ITestDatabase
{
    private const string FileName = "pse-identity.db";
    private static readonly Lazy<Task<string>> Template = new(MigrateAsync);
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("pse-identity-");

    private SqliteTestDatabase() => Options = new StorageOptions { DataDirectory = directory.FullName };

    public StorageOptions Options { get; }

    public static async Task<ITestDatabase> CreateAsync()
    {
        var template = await Template.Value;
        var database = Empty();
        File.Copy(template, Path.Combine(database.Options.DataDirectory, FileName));
        return database;
    }

    /// <summary>A directory without a database.</summary>
    public static SqliteTestDatabase Empty() => new();

    public ValueTask DisposeAsync()
    {
        directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<string> MigrateAsync()
    {
        var empty = Empty();
        await using (var backend = new SqlBackend(empty, keep: true))
            await backend.Get<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => empty.directory.Delete(recursive: true);
        return Path.Combine(empty.Options.DataDirectory, FileName);
    }
}
