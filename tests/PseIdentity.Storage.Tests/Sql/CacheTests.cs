using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.Sql;

/// <summary>What a node keeps in memory, and another edits.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class CacheTests<T> : DatabaseTests<T> where T : IBackend
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task Another_nodes_edit_is_seen_within_five_seconds_whatever_was_heard()
    {
        await using var other = Backend.AnotherNode();
        await Backend.AddClientAsync("old", new ClientMetadata { ClientName = "Old" });
        Assert.That(await NameAsync("old"), Is.EqualTo("Old"));
        await other.AddClientAsync("old", new ClientMetadata { ClientName = "New" });
        Assert.That(await NameAsync("old"), Is.EqualTo("Old"), "it is kept in memory");

        Backend.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That(await NameAsync("old"), Is.EqualTo("New"));
    }

    [Test]
    public async Task Another_nodes_edit_is_heard_of_while_the_program_watches()
    {
        await using var other = Backend.AnotherNode();
        using var stop = new CancellationTokenSource();
        var versions = Backend.Get<CacheVersions>();
        var before = versions.Of(Cached.Clients);
        var watching = Backend.Get<IDatabase>().WatchAsync(stop.Token);
        if (typeof(T) == typeof(Postgres))
            await UntilAsync(() => versions.Of(Cached.Clients) != before);
        await Backend.AddClientAsync("heard", new ClientMetadata { ClientName = "Old" });
        Assert.That(await NameAsync("heard"), Is.EqualTo("Old"));

        await other.AddClientAsync("heard", new ClientMetadata { ClientName = "New" });

        // The poll of SQLite comes after a second; a notification of PostgreSQL by itself.
        Backend.Clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => NameAsync("heard").AsTask().GetAwaiter().GetResult() == "New");
        await stop.CancelAsync();
        Assert.That(() => watching, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Registering_the_same_again_writes_nothing()
    {
        var metadata = new ClientMetadata { ClientName = "Same", RedirectUris = ["https://same.example/cb"] };
        var registry = Backend.Get<ClientRegistry>();
        await Backend.AddClientAsync("same", metadata, "a secret of enough characters");
        var before = Rows;

        Assert.That(await registry.SaveAsync("same", metadata, CancellationToken.None), Is.False);
        Assert.That(await registry.SetSecretAsync("same", "a secret of enough characters", CancellationToken.None), Is.False);
        Assert.That(await registry.SetEnabledAsync("same", true, CancellationToken.None), Is.False);

        Assert.That(Rows, Is.EqualTo(before));
    }

    private async ValueTask<string?> NameAsync(string clientId) => (await Backend.Clients.FindAsync(clientId, CancellationToken.None))?.Name;

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!reached())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
