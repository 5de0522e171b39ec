using NUnit.Framework;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.Sql;

internal sealed class SqliteWriterTests : DatabaseTests<Sqlite>
{
    private static readonly Statement Insert = new("INSERT INTO settings (name, value) VALUES ($1, $2)");
    private static readonly Statement Find = new("SELECT value FROM settings WHERE name = $1");

    private IDatabase Database => Backend.Get<IDatabase>();

    [Test]
    public async Task A_write_that_fails_hurts_none_of_those_that_were_written_with_it()
    {
        await WriteAsync("taken");

        var writes = Enumerable.Range(0, 200).Select(i => Task.Run(() => WriteAsync(i % 10 == 0 ? "taken" : $"name-{i}"))).ToList();
        try
        {
            await Task.WhenAll(writes);
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // Looked at one by one below.
        }

        for (var i = 0; i < writes.Count; i++)
            Assert.That(writes[i].IsCompletedSuccessfully, Is.EqualTo(i % 10 != 0), $"write {i}");
        for (var i = 0; i < writes.Count; i++)
            Assert.That(await FindAsync($"name-{i}"), i % 10 == 0 ? Is.Null : Is.Not.Null);
    }

    [Test]
    public async Task A_transaction_that_throws_leaves_nothing()
    {
        var failing = Database.TransactionAsync<int>(async transaction =>
        {
            await transaction.ExecuteAsync(Insert.With("half", new byte[1]));
            throw new InvalidOperationException("changed my mind");
        }, CancellationToken.None);

        Assert.That(() => failing.AsTask(), Throws.InvalidOperationException);
        Assert.That(await FindAsync("half"), Is.Null);
    }

    [Test]
    public void Statements_that_stand_together_fall_together()
    {
        var both = Database.ExecuteAllAsync([Insert.With("first of two", new byte[1]), Insert.With("first of two", new byte[1])], CancellationToken.None);

        Assert.That(() => both.AsTask(), Throws.InstanceOf<Microsoft.Data.Sqlite.SqliteException>());
        Assert.That(FindAsync("first of two").AsTask().Result, Is.Null);
    }

    [Test]
    public async Task The_file_is_written_durably()
    {
        var durable = await Database.TransactionAsync(async transaction => (
            Journal: await transaction.FirstAsync(new Statement("PRAGMA journal_mode").With(), row => row.Text(0)),
            Synchronous: await transaction.FirstAsync(new Statement("PRAGMA synchronous").With(), row => row.Number(0)),
            Patience: await transaction.FirstAsync(new Statement("PRAGMA busy_timeout").With(), row => row.Number(0))), CancellationToken.None);

        Assert.That(durable, Is.EqualTo(("wal", 2L, 10_000L)));
    }

    private Task<int> WriteAsync(string name) => Database.ExecuteAsync(Insert.With(name, new byte[1]), CancellationToken.None).AsTask();

    private ValueTask<byte[]?> FindAsync(string name) => Database.FirstAsync(Find.With(name), row => row.Bytes(0), CancellationToken.None);
}
