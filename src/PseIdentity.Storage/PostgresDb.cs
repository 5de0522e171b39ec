using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;
using PseIdentity.Storage.Proofs;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage;

/// <summary>The model on PostgreSQL.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : IdentityDb(options)
{
    public static DbContextOptions<PostgresDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connectionString).Options;

    public static DbContextOptions<PostgresDb> Options(NpgsqlConnection connection) =>
        new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connection).Options;

    public override Task HoldAsync(string name, CancellationToken ct) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", ct);

    protected override void OnModelCreating(ModelBuilder model)
    {
        ProofRow.Map(model);
        ProofEpochRow.Map(model);
        base.OnModelCreating(model);
        model.Entity<UserRow>().Property(row => row.PhoneNumber).HasComputedColumnSql("claims::json ->> 'phone_number'", stored: true);
    }

    /// <summary>Nothing to do: the lock there ends with its connection.</summary>
    public override Task ClearMigrationLockAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>For <c>dotnet ef</c>; it opens nothing.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<PostgresDb>
    {
        public PostgresDb CreateDbContext(string[] args) => new(Options("Host=localhost;Database=design"));
    }
}
