using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using PseIdentity.Storage.Sql.Sqlite;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage;

/// <summary>The model on SQLite: ids are 16 bytes, most significant first, so that they sort as they are made.</summary>
internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : IdentityDb(options)
{
    public static DbContextOptions<SqliteDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connectionString).AddInterceptors(Pragmas).Options;

    /// <summary>For a connection that is open and has said its pragmas.</summary>
    public static DbContextOptions<SqliteDb> Options(SqliteConnection connection) =>
        new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connection).Options;

    /// <summary>Nothing to do: a write transaction is the only one.</summary>
    public override Task HoldAsync(string name, CancellationToken ct) => Task.CompletedTask;

    public override Task ClearMigrationLockAsync(CancellationToken ct) => Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        base.ConfigureConventions(configuration);
        configuration.Properties<Guid>().HaveConversion<IdAsBytes>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        model.Entity<UserRow>().Property(row => row.PhoneNumber).HasComputedColumnSql("json_extract(claims, '$.phone_number')", stored: false);
    }

    private static readonly SqlitePragmas Pragmas = new();

    private sealed class IdAsBytes() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true));

    /// <summary>For <c>dotnet ef</c>; it opens nothing.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteDb>
    {
        public SqliteDb CreateDbContext(string[] args) => new(Options("Data Source=design.db"));
    }
}
