using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Tests.Keys;

public sealed class SigningKeyRotationTests
{
    [Test]
    public async Task The_keys_are_ready_when_the_program_has_started()
    {
        var nodes = new Nodes();
        using var ring = nodes.Add();
        using var rotation = Rotation(nodes, ring);

        await rotation.StartAsync(default);

        Assert.That(ring.Current("ES256"), Is.Not.Null);
        await rotation.StopAsync(default);
    }

    [Test]
    public void Without_its_store_the_program_does_not_start()
    {
        var nodes = new Nodes();
        using var ring = nodes.Add(new WatchedStore(nodes.Store) { Away = true });
        using var rotation = Rotation(nodes, ring);

        Assert.That(async () => await rotation.StartAsync(default), Throws.InstanceOf<WatchedStore.DatabaseAway>());
    }

    [Test, CancelAfter(10_000)]
    public async Task While_the_store_is_away_the_node_goes_on_and_rotates_when_it_is_back(CancellationToken ct)
    {
        var nodes = new Nodes { Options = { RefreshInterval = TimeSpan.FromSeconds(1) } };
        var store = new WatchedStore(nodes.Store);
        using var ring = nodes.Add(store);
        using var rotation = Rotation(nodes, ring);
        await rotation.StartAsync(ct);
        nodes.Clock.Advance(TimeSpan.FromDays(83));

        store.Away = true;
        await TickUntilAsync(nodes, () => store.Loads >= 3, ct);
        Assert.That(ring.Published, Has.Count.EqualTo(1));

        store.Away = false;
        await TickUntilAsync(nodes, () => ring.Published.Count == 2, ct);
        await rotation.StopAsync(ct);
    }

    private static SigningKeyRotation Rotation(Nodes nodes, SigningKeyRing ring) =>
        new(ring, nodes.Clock, nodes.Options, NullLogger<SigningKeyRotation>.Instance);

    // The loop runs on a thread of its own: let the clock tick until it has seen it.
    private static async Task TickUntilAsync(Nodes nodes, Func<bool> reached, CancellationToken ct)
    {
        while (!reached())
        {
            ct.ThrowIfCancellationRequested();
            nodes.Clock.Advance(nodes.Options.RefreshInterval);
            await Task.Yield();
        }
    }
}
