using Microsoft.EntityFrameworkCore;
using NUnit.Framework;
using PseIdentity.Protocol;
using PseIdentity.Storage.Settings;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests;

internal sealed class DatabaseSetupTests
{
    private static readonly Issuer Issuer = new("https://login.example");

    public enum Kind
    {
        Sqlite,
        Postgres,
    }

    [Test]
    public void The_migrations_say_what_the_model_says()
    {
        using var sqlite = new SqliteDb(SqliteDb.Options("Data Source=none"));
        using var postgres = new PostgresDb(PostgresDb.Options("Host=none"));

        Assert.That(sqlite.Database.HasPendingModelChanges(), Is.False, "SQLite");
        Assert.That(postgres.Database.HasPendingModelChanges(), Is.False, "PostgreSQL");
    }

    [Test]
    public async Task An_empty_database_is_prepared_and_prepared_again([Values] Kind kind)
    {
        await using var backend = await EmptyAsync(kind);
        var setup = backend.Get<DatabaseSetup>();
        Assert.That(await setup.PendingAsync(CancellationToken.None), Is.Not.Empty);

        await setup.PrepareAsync(Issuer, CancellationToken.None);
        await setup.PrepareAsync(Issuer, CancellationToken.None);

        Assert.That(await setup.PendingAsync(CancellationToken.None), Is.Empty);
        Assert.That(await backend.Get<SettingStore>().FindAsync("issuer", CancellationToken.None), Is.EqualTo(Issuer.Value));
    }

    [Test]
    public async Task Two_nodes_prepare_one_empty_database([Values] Kind kind)
    {
        await using var backend = await EmptyAsync(kind);
        await using var other = backend.AnotherNode();

        await Task.WhenAll(((SqlBackend[])[backend, other]).Select(node => Task.Run(() => node.Get<DatabaseSetup>().PrepareAsync(Issuer, CancellationToken.None))));

        Assert.That(await backend.Get<DatabaseSetup>().PendingAsync(CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task An_old_schema_is_refused_where_it_may_not_be_migrated([Values] Kind kind)
    {
        await using var backend = await EmptyAsync(kind, options => options.Migrate = false);

        Assert.That(() => backend.Get<DatabaseSetup>().PrepareAsync(Issuer, CancellationToken.None),
            Throws.InstanceOf<DatabaseNotReadyException>().With.Message.Contains("Database:Migrate"));
        Assert.That(await backend.Get<DatabaseSetup>().PendingAsync(CancellationToken.None), Is.Not.Empty);
    }

    [Test]
    public async Task Another_issuer_is_refused_until_it_is_changed([Values] Kind kind)
    {
        await using var backend = await EmptyAsync(kind);
        var setup = backend.Get<DatabaseSetup>();
        await setup.PrepareAsync(Issuer, CancellationToken.None);
        var moved = new Issuer("https://id.example");

        Assert.That(() => setup.PrepareAsync(moved, CancellationToken.None),
            Throws.InstanceOf<DatabaseNotReadyException>().With.Message.Contains(Issuer.Value).And.Message.Contains(moved.Value));

        await setup.ChangeIssuerAsync(moved, CancellationToken.None);
        Assert.That(() => setup.PrepareAsync(moved, CancellationToken.None), Throws.Nothing);
    }

    [Test]
    public async Task A_migration_that_died_does_not_lock_the_file_for_ever()
    {
        await using var backend = await EmptyAsync(Kind.Sqlite);
        var path = $"Data Source={Path.Combine(backend.Options.DataDirectory, "pse-identity.db")}";
        await using (var left = new SqliteDb(SqliteDb.Options(path)))
            await left.Database.ExecuteSqlRawAsync("""
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """);

        var prepared = backend.Get<DatabaseSetup>().PrepareAsync(Issuer, CancellationToken.None);

        Assert.That(() => prepared.WaitAsync(TimeSpan.FromSeconds(20)), Throws.Nothing);
    }

    private static async Task<SqlBackend> EmptyAsync(Kind kind, Action<StorageOptions>? change = null)
    {
        ITestDatabase database = kind == Kind.Sqlite ? SqliteTestDatabase.Empty() : await PostgresTestDatabase.EmptyAsync();
        change?.Invoke(database.Options);
        return new SqlBackend(database);
    }
}
