using System.Data.Common;
using NUnit.Framework;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.Sql;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class TransactionTests<T> : DatabaseTests<T> where T : IBackend
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
        catch (DbException)
        {
            // Looked at one by one below.
        }

        for (var i = 0; i < writes.Count; i++)
        {
            Assert.That(writes[i].IsCompletedSuccessfully, Is.EqualTo(i % 10 != 0), $"write {i}");
            Assert.That(await FindAsync($"name-{i}"), i % 10 == 0 ? Is.Null : Is.Not.Null, $"write {i}");
        }
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
    public async Task Statements_that_stand_together_fall_together()
    {
        var both = Database.ExecuteAllAsync([Insert.With("first of two", new byte[1]), Insert.With("first of two", new byte[1])], CancellationToken.None);

        Assert.That(() => both.AsTask(), Throws.InstanceOf<DbException>());
        Assert.That(await FindAsync("first of two"), Is.Null);
    }

    [Test]
    public async Task A_lock_is_held_by_one_at_a_time_among_nodes()
    {
        await using var other = Backend.AnotherNode();
        var inside = 0;

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () =>
        {
            await using var held = await (i % 2 == 0 ? Backend : other).Get<IDatabase>().LockAsync("test", CancellationToken.None);
            Assert.That(Interlocked.Increment(ref inside), Is.EqualTo(1));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        })));
    }

    private Task<int> WriteAsync(string name) => Database.ExecuteAsync(Insert.With(name, new byte[1]), CancellationToken.None).AsTask();

    private ValueTask<byte[]?> FindAsync(string name) => Database.FirstAsync(Find.With(name), row => row.Bytes(0), CancellationToken.None);
}
