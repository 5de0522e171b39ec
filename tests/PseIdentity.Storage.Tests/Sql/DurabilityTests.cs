using NUnit.Framework;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.Sql;

internal sealed class DurabilityTests : DatabaseTests<Sqlite>
{
    [Test]
    public async Task SQLite_flushes_every_commit_and_waits_for_other_writers()
    {
        var settings = await Backend.Get<IDatabase>().TransactionAsync(async transaction => (
            Journal: await transaction.FirstAsync(new Statement("PRAGMA journal_mode").With(), row => row.Text(0)),
            Synchronous: await transaction.FirstAsync(new Statement("PRAGMA synchronous").With(), row => row.Number(0)),
            Patience: await transaction.FirstAsync(new Statement("PRAGMA busy_timeout").With(), row => row.Number(0))), CancellationToken.None);

        Assert.That(settings, Is.EqualTo(("wal", 2L, 10_000L)), "2 is FULL");
    }

    [Test]
    public void Readers_cannot_write() =>
        Assert.That(() => Backend.Get<IDatabase>().ListAsync(new Statement("DELETE FROM settings RETURNING name").With(), row => row.Text(0), CancellationToken.None).AsTask(),
            Throws.InstanceOf<Microsoft.Data.Sqlite.SqliteException>());
}
