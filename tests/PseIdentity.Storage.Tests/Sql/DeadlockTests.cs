using NUnit.Framework;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.Sql;

internal sealed class DeadlockTests : DatabaseTests<Postgres>
{
    private static readonly Statement Insert = new("INSERT INTO settings (name, value) VALUES ('a', ''), ('b', '')");
    private static readonly Statement Update = new("UPDATE settings SET value = value || $2 WHERE name = $1");
    private static readonly Statement Lengths = new("SELECT length(value) FROM settings ORDER BY name");

    [Test]
    public async Task Transactions_that_wait_for_each_other_are_both_done_in_the_end()
    {
        var database = Backend.Get<IDatabase>();
        await database.ExecuteAsync(Insert.With(), CancellationToken.None);
        using var bothHoldOne = new CountdownEvent(2);

        await Task.WhenAll(TransferAsync("a", "b"), TransferAsync("b", "a"));

        Assert.That(await database.ListAsync(Lengths.With(), row => row.Int(0), CancellationToken.None), Is.EqualTo((int[])[2, 2]), "each was counted once");

        Task<int> TransferAsync(string first, string second)
        {
            var attempt = 0;
            return Task.Run(() => database.TransactionAsync(async transaction =>
            {
                await transaction.ExecuteAsync(Update.With(first, new byte[1]));
                if (attempt++ == 0)
                {
                    bothHoldOne.Signal();
                    bothHoldOne.Wait();
                }
                return await transaction.ExecuteAsync(Update.With(second, new byte[1]));
            }, CancellationToken.None).AsTask());
        }
    }
}
