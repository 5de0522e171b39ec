using NUnit.Framework;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Testing;

namespace PseIdentity.Storage.Tests.Organizations;

/// <summary>Ten thousand organisations, each with a domain and a provider, cost what one costs: counted, not timed.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class ManyOrganizationsTests<T> : DatabaseTests<T> where T : IBackend
{
    private const int Many = 10_000;

    private static readonly Statement[] Inserts =
    [
        Insert("organizations (name, display_name, identity_provider, policy)", "'many-' || i, 'Many ' || i, 'login-' || i, '{}'"),
        Insert("organization_domains (domain, organization, verified_at, verified_by)", "'many-' || i || '.example', 'many-' || i, 1, 'dns'"),
        Insert("identity_providers (name, definition)", """'login-' || i, '{"name":"login-' || i || '","display_name":"Login","protocol":"oidc","authority":"https://idp.example"}'"""),
    ];

    [Test]
    public async Task What_is_asked_of_the_database_does_not_grow_with_the_number_of_organisations()
    {
        await InsertAsync(1, 1);
        var one = await WorkAsync();
        await InsertAsync(2, Many);
        var many = await WorkAsync();

        Assert.That(many, Is.EqualTo(one));
        Assert.That(one.Warm.Statements, Is.Zero, "what is known is not asked for again");
        Assert.That(one.Allocated, Is.LessThan(4_096));
    }

    [Test]
    public async Task A_cache_holds_no_more_than_it_may()
    {
        const int most = 100;
        var values = new List<WeakReference>();
        var cache = new PointCache<object>(new CacheVersions(), Cached.Organizations, new FakeTimeProvider(), most, (_, _) => Made(values));
        for (var i = 0; i < Many; i++)
            await cache.FindAsync($"many-{i}", default);
        GC.Collect();

        Assert.That(values, Has.Count.EqualTo(Many));
        Assert.That(values.Count(value => value.IsAlive), Is.LessThanOrEqualTo(most + 1));
        GC.KeepAlive(cache);
    }

    private static ValueTask<object?> Made(List<WeakReference> values)
    {
        var value = new object();
        values.Add(new WeakReference(value));
        return new(value);
    }

    // What a sign-in by a work address asks: cold, and once more warm.
    private async Task<((int Statements, int Rows) Cold, (int Statements, int Rows) Warm, long Allocated)> WorkAsync()
    {
        var database = new CountingDatabase(Backend.Get<IDatabase>());
        var (versions, clock) = (new CacheVersions(), new FakeTimeProvider());
        var organizations = new OrganizationStore(database, versions, clock);
        var providers = new IdentityProviderStore(database, Backend.Get<RootKey>(), versions, clock);

        await AskAsync();
        var cold = (database.Statements, database.Rows);
        await AskAsync();
        var before = GC.GetAllocatedBytesForCurrentThread();
        await AskAsync();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (cold, (database.Statements - cold.Statements, database.Rows - cold.Rows), allocated);

        async Task AskAsync()
        {
            if (!await organizations.AnyElsewhereAsync(default)
                || await organizations.HoldersAsync("many-1.example", default) is not [{ IdentityProvider: { } provider }]
                || await providers.FindAsync(provider, default) is null)
                Assert.Fail("The organisation is not there.");
        }
    }

    private async Task InsertAsync(int first, int last)
    {
        foreach (var insert in Inserts)
            await Backend.Get<IDatabase>().ExecuteAsync(insert.With(first, last), default);
    }

    private static Statement Insert(string into, string values) =>
        new($"WITH RECURSIVE n(i) AS (SELECT CAST($1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < CAST($2 AS bigint)) INSERT INTO {into} SELECT {values} FROM n");
}
