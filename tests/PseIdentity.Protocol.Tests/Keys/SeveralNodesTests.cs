using NUnit.Framework;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Tests.Keys;

public sealed class SeveralNodesTests
{
    [Test, Repeat(20)]
    public async Task Nodes_that_start_at_once_make_one_key()
    {
        var nodes = new Nodes();
        SigningKeyRing[] rings = [nodes.Add(), nodes.Add(), nodes.Add()];

        await Together(rings, ring => ring.InitializeAsync(default).AsTask());

        Assert.That(await nodes.StoredAsync(), Has.Count.EqualTo(1));
        Assert.That(rings.Select(ring => ring.Current("ES256").KeyId).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(rings.Select(ring => ring.Version).Distinct().ToList(), Has.Count.EqualTo(1));
    }

    [Test, Repeat(20)]
    public async Task Nodes_that_find_a_key_due_at_once_make_one()
    {
        var nodes = new Nodes();
        SigningKeyRing[] rings = [await nodes.StartAsync(), await nodes.StartAsync(), await nodes.StartAsync()];
        nodes.Clock.Set(Nodes.Start + TimeSpan.FromDays(84));

        await Together(rings, ring => ring.RefreshAsync(default));

        Assert.That((await nodes.StoredAsync()).Select(key => key.Generation), Is.EqualTo((int[])[1, 2]));
        Assert.That(rings, Has.All.Matches<SigningKeyRing>(ring => ring is { Published.Count: 2 }));
    }

    [Test]
    public async Task Two_operators_may_rotate_at_once()
    {
        var nodes = new Nodes();
        SigningKeyRing[] rings = [await nodes.StartAsync(), await nodes.StartAsync()];

        await Together(rings, ring => ring.RotateNowAsync(null, compromised: false, default).AsTask());
        await nodes.OnDayAsync(0, rings);

        Assert.That((await nodes.StoredAsync()).Select(key => key.Generation), Is.EqualTo((int[])[1, 2, 3]));
        Assert.That(rings[0].Current("ES256").KeyId, Is.EqualTo(rings[1].Current("ES256").KeyId));
    }

    [Test]
    public async Task A_node_looks_for_a_key_that_another_node_has_just_made()
    {
        var nodes = new Nodes();
        using var here = await nodes.StartAsync();
        using var there = await nodes.StartAsync();
        nodes.Clock.Advance(TimeSpan.FromMinutes(1));
        await there.RotateNowAsync(null, compromised: false, default);
        var kid = there.Current("ES256").KeyId;

        Assert.That(here.Find(kid, "ES256"), Is.Null);
        Assert.That(await here.FindAsync(kid, "ES256", default), Is.Not.Null);
        Assert.That(here.Current("ES256").KeyId, Is.EqualTo(kid));
    }

    [Test]
    public async Task Invented_key_ids_read_the_store_at_most_every_five_seconds()
    {
        var nodes = new Nodes();
        var store = new WatchedStore(nodes.Store);
        using var ring = nodes.Add(store);
        await ring.InitializeAsync(default);
        var before = store.Loads;

        for (var second = 0; second < 60; second++)
        {
            nodes.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.That(await ring.FindAsync($"invented-{second}", "ES256", default), Is.Null);
            Assert.That(await ring.FindAsync($"another-{second}", "ES256", default), Is.Null);
        }

        Assert.That(store.Loads - before, Is.EqualTo(12));
    }

    private static Task Together(SigningKeyRing[] rings, Func<SigningKeyRing, Task> act) =>
        Task.WhenAll(rings.Select(ring => Task.Run(() => act(ring))));
}
