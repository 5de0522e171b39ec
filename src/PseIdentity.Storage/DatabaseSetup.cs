using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol;
using PseIdentity.Storage.DataProtection;
using PseIdentity.Storage.Settings;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Sql.Sqlite;

namespace PseIdentity.Storage;

/// <summary>Brings the database to this version's schema and checks that it belongs to this installation. Before anything else uses it.</summary>
public sealed partial class DatabaseSetup
{
    private const string IssuerSetting = "issuer";
    private readonly StorageOptions options;
    private readonly IDatabase database;
    private readonly SettingStore settings;
    private readonly FirstDataProtectionKey firstKey;
    private readonly ILogger<DatabaseSetup> log;

    internal DatabaseSetup(StorageOptions options, IDatabase database, SettingStore settings, FirstDataProtectionKey firstKey, ILogger<DatabaseSetup> log)
    {
        this.options = options;
        this.database = database;
        this.settings = settings;
        this.firstKey = firstKey;
        this.log = log;
    }

    /// <summary>Migrates where that is allowed, checks the issuer, and makes the first key of the Data Protection ring.</summary>
    /// <exception cref="DatabaseNotReadyException">The schema is older and may not be migrated, or the database belongs to another issuer.</exception>
    public async Task PrepareAsync(Issuer issuer, CancellationToken ct)
    {
        if (options.Migrate)
            await MigrateAsync(ct);
        else if (await PendingAsync(ct) is [var first, ..] pending)
            throw new DatabaseNotReadyException(
                $"The database lacks {pending.Count} migration(s), beginning with {first}, and Database:Migrate is false. Run 'pse-identity migrate' first.");

        var remembered = await settings.GetOrAddAsync(IssuerSetting, issuer.Value, ct);
        if (remembered != issuer.Value)
            throw new DatabaseNotReadyException(
                $"This database belongs to the issuer {remembered}, but Issuer is {issuer.Value}. Every token and every relying party knows the old name; "
                + $"'pse-identity migrate --issuer {issuer.Value}' changes it.");
        await firstKey.EnsureAsync(ct);
    }

    /// <summary>The migrations that the database lacks, oldest first.</summary>
    public Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct) => WithModelAsync<IReadOnlyList<string>>(async model =>
    {
        // Asking a file that is not there would make it.
        if (options.ParsedProvider == DatabaseProvider.Sqlite && !File.Exists(SqlitePragmas.FileOf(options.EffectiveConnectionString)))
            return [.. model.Database.GetMigrations()];
        return [.. await model.Database.GetPendingMigrationsAsync(ct)];
    });

    /// <summary>Brings the schema up to date; one node at a time.</summary>
    public async Task MigrateAsync(CancellationToken ct)
    {
        if (options.ParsedProvider == DatabaseProvider.Sqlite)
        {
            var file = Path.GetFullPath(SqlitePragmas.FileOf(options.EffectiveConnectionString));
            DataDirectory.Create(Path.GetDirectoryName(file));
            DataDirectory.CreateFile(file);
        }
        await using var _ = await database.LockAsync("migrate", ct);
        await WithModelAsync(async model =>
        {
            if ((await model.Database.GetPendingMigrationsAsync(ct)).ToList() is not { Count: > 0 } pending)
                return 0;
            // Whoever migrates holds our own lock, so a lock of EF's in the file was left behind by a process that died.
            await model.ClearMigrationLockAsync(ct);
            Migrating(pending.Count);
            await model.Database.MigrateAsync(ct);
            return pending.Count;
        });
    }

    /// <summary>Makes the database belong to another issuer.</summary>
    public ValueTask ChangeIssuerAsync(Issuer issuer, CancellationToken ct) => settings.SetAsync(IssuerSetting, issuer.Value, ct);

    private async Task<T> WithModelAsync<T>(Func<IdentityDb, Task<T>> use)
    {
        await using IdentityDb model = options.ParsedProvider == DatabaseProvider.Sqlite
            ? new SqliteDb(SqliteDb.Options(SqlitePragmas.Complete(options.EffectiveConnectionString)))
            : new PostgresDb(PostgresDb.Options(options.EffectiveConnectionString));
        return await use(model);
    }

    [LoggerMessage(2301, LogLevel.Information, "Bringing the database up to date: {Count} migration(s).")]
    private partial void Migrating(int count);
}

/// <summary>The program must not start on this database; the message says why and what to do.</summary>
public sealed class DatabaseNotReadyException(string message) : Exception(message);
