using NUnit.Framework;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Testing.Contracts;

namespace PseIdentity.Storage.Tests.Grants;

/// <summary>A sign-in is one row, and a small one: millions of them stay manageable.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class GrantSizeTests<T> : StoreContract where T : IBackend
{
    private const int SignIns = 2_000;
    private const int MostBytes = 600;

    private static readonly Statement Size = new("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", "SELECT pg_total_relation_size('grants')");

    protected override Task<IStores> OpenAsync() => T.OpenAsync();

    [Test]
    public async Task A_sign_in_takes_one_row_of_less_than_600_bytes()
    {
        var database = ((SqlBackend)Stores).Get<IDatabase>();
        var counter = ((SqlBackend)Stores).Get<WriteCounter>();
        var session = await SignedInAsync(await Stores.AddUserAsync());
        var client = await ClientAsync();
        await Stores.Grants.TryRedeemAsync(NewGrant(session, client), NewGate(session));
        var (sizeBefore, rowsBefore) = (await SizeAsync(), counter.Rows);

        // One after another: PostgreSQL makes a table grow in larger steps than it needs while many wait for it.
        for (var i = 0; i < SignIns; i++)
        {
            var grant = NewGrant(session, client) with { Scopes = ["openid", "profile", "email", "offline_access", "payments"] };
            await Stores.Grants.TryRedeemAsync(grant, NewGate(session));
        }

        Assert.That(counter.Rows - rowsBefore, Is.EqualTo(SignIns));
        Assert.That((await SizeAsync() - sizeBefore) / SignIns, Is.LessThan(MostBytes));

        ValueTask<long> SizeAsync() => database.FirstAsync(Size.With(), row => row.Number(0), CancellationToken.None);
    }
}
