using NUnit.Framework;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Tests.Keys;

/// <summary>A key's life by the calendar: 7 days announced, 90 days signing, 48 hours published afterwards, a year for hints.</summary>
[Category("OpenID Connect Core §10.1.1")]
public sealed class RotationTests
{
    [Test]
    public async Task A_key_lives_through_its_calendar()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        var first = ring.Current("ES256").KeyId;

        await nodes.OnDayAsync(82.9, ring);
        Assert.That(Kids(ring), Is.EqualTo((string[])[first]), "not due yet");

        await nodes.OnDayAsync(83, ring);
        Assert.That(Kids(ring), Has.Count.EqualTo(2), "announced");
        var second = Kids(ring).Single(kid => kid != first);
        Assert.That(ring.Current("ES256").KeyId, Is.EqualTo(first), "announced keys do not sign");
        Assert.That(ring.Find(second, "ES256"), Is.Not.Null, "a node whose clock is ahead may sign with it already");

        await nodes.OnDayAsync(89.99, ring);
        Assert.That(ring.Current("ES256").KeyId, Is.EqualTo(first));

        await nodes.OnDayAsync(90, ring);
        Assert.That(ring.Current("ES256").KeyId, Is.EqualTo(second), "its time has come");
        Assert.That(ring.Find(first, "ES256"), Is.Not.Null, "tokens of the first are still out");

        await nodes.OnDayAsync(91.9, ring);
        Assert.That(Kids(ring), Does.Contain(first));
        Assert.That((await nodes.StoredAsync())[0].PrivateKey, Is.Not.Null);

        await nodes.OnDayAsync(92, ring);
        Assert.That(Kids(ring), Is.EqualTo((string[])[second]), "no longer published");
        Assert.That(ring.Find(first, "ES256"), Is.Null);
        Assert.That(ring.FindForHint(first, "ES256"), Is.Not.Null);
        Assert.That((await nodes.StoredAsync())[0].PrivateKey, Is.Null, "erased");
        Assert.That((await nodes.StoredAsync())[1].PrivateKey, Is.Not.Null);

        await nodes.OnDayAsync(90 + 364.9, ring);
        Assert.That(ring.FindForHint(first, "ES256"), Is.Not.Null);
        await nodes.OnDayAsync(90 + 365, ring);
        Assert.That(ring.FindForHint(first, "ES256"), Is.Null, "forgotten");
    }

    [Test]
    public async Task Generations_follow_each_other_without_a_gap_for_years()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        for (var day = 1; day <= 3 * 365; day++)
        {
            await nodes.OnDayAsync(day, ring);
            Assert.That(ring.Published, Has.Count.InRange(1, 2));
        }

        var stored = await nodes.StoredAsync();
        Assert.That(stored.Select(key => key.Generation), Is.EqualTo(Enumerable.Range(1, 13)));
        Assert.That(stored.Zip(stored.Skip(1)), Has.All.Matches<(StoredSigningKey Old, StoredSigningKey New)>(
            pair => pair.New.ActivatesAt == pair.Old.RetiresAt && pair.New.CreatedAt <= pair.New.ActivatesAt - TimeSpan.FromDays(6)));
        Assert.That(stored.Count(key => key.PrivateKey is not null), Is.EqualTo(1), "the one that signs");
    }

    [Test]
    public async Task After_a_long_pause_the_old_key_signs_until_the_new_one_was_announced_in_full()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        var first = ring.Current("ES256").KeyId;

        await nodes.OnDayAsync(500, ring);
        Assert.That(ring.Current("ES256").KeyId, Is.EqualTo(first));
        Assert.That(ring.Published, Has.Count.EqualTo(2));
        await nodes.OnDayAsync(506.9, ring);
        Assert.That(ring.Current("ES256").KeyId, Is.EqualTo(first));
        await nodes.OnDayAsync(507, ring);

        Assert.That(ring.Current("ES256").KeyId, Is.Not.EqualTo(first));
        Assert.That(Kids(ring), Does.Contain(first));
    }

    [Test]
    public async Task The_version_changes_with_the_published_set()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        var versions = new List<string> { ring.Version };
        foreach (var day in (double[])[83, 92])
        {
            await nodes.OnDayAsync(day, ring);
            versions.Add(ring.Version);
        }

        Assert.That(versions, Is.Unique);
    }

    [Test]
    public async Task The_operator_rotates_at_once_and_the_old_key_stays_published()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        var first = ring.Current("ES256").KeyId;
        await nodes.OnDayAsync(10, ring);

        await ring.RotateNowAsync("ES256", compromised: false, default);

        Assert.That(ring.Current("ES256").KeyId, Is.Not.EqualTo(first));
        Assert.That(Kids(ring), Does.Contain(first));
        await nodes.OnDayAsync(12, ring);
        Assert.That(Kids(ring), Does.Not.Contain(first));
        Assert.That((await nodes.StoredAsync())[1].RetiresAt, Is.EqualTo(Nodes.Start + TimeSpan.FromDays(100)), "the calendar starts anew");
    }

    [Test]
    public async Task The_operators_key_overtakes_one_that_is_announced()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        await nodes.OnDayAsync(85, ring);
        var announced = (await nodes.StoredAsync())[1].Id;

        await ring.RotateNowAsync(null, compromised: false, default);
        var rotated = ring.Current("ES256").KeyId;
        Assert.That(rotated, Is.EqualTo((await nodes.StoredAsync())[2].Id));

        await nodes.OnDayAsync(95, ring);
        Assert.That(ring.Current("ES256").KeyId, Is.EqualTo(rotated), "the announced key, perhaps stolen too, never signs");
        Assert.That(Kids(ring), Does.Not.Contain(announced));
        Assert.That((await nodes.StoredAsync())[1].PrivateKey, Is.Null);
    }

    [Test]
    public async Task An_algorithm_taken_out_of_the_settings_is_published_to_its_planned_end()
    {
        var nodes = new Nodes { Options = { Algorithms = ["PS256", "ES256"] } };
        using (await nodes.StartAsync())
            nodes.Options.Algorithms = ["ES256"];
        using var ring = await nodes.StartAsync();

        Assert.That(ring.Published.Select(key => key.Algorithm), Is.EqualTo((string[])["ES256", "PS256"]));
        Assert.That(() => ring.Current("PS256"), Throws.InvalidOperationException);
        await nodes.OnDayAsync(92, ring);
        Assert.That(ring.Published.Select(key => key.Algorithm), Has.None.EqualTo("PS256"));
    }

    [Test]
    public async Task Stolen_keys_leave_the_set_at_once_and_are_believed_nowhere()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        using var other = await nodes.StartAsync();
        await nodes.OnDayAsync(85, ring, other);
        var stolen = Kids(ring);
        Assert.That(stolen, Has.Count.EqualTo(2), "one signs, one is announced");

        await ring.RotateNowAsync(null, compromised: true, default);
        await other.RefreshAsync(default);

        foreach (var node in new[] { ring, other })
        {
            Assert.That(Kids(node), Is.EqualTo((string[])[node.Current("ES256").KeyId]));
            Assert.That(stolen, Does.Not.Contain(node.Current("ES256").KeyId));
            foreach (var kid in stolen)
            {
                Assert.That(node.FindForHint(kid, "ES256"), Is.Null);
                Assert.That(await node.FindAsync(kid, "ES256", default), Is.Null);
            }
        }
        var stored = await nodes.StoredAsync();
        Assert.That(stored.Where(key => stolen.Contains(key.Id)).Select(key => (key.PrivateKey, key.CompromisedAt)), Is.All.EqualTo(((byte[]?)null, (DateTimeOffset?)nodes.Clock.GetUtcNow())));

        await nodes.OnDayAsync(400, ring);
        Assert.That(ring.FindForHint(stolen[0], "ES256"), Is.Null, "not later either");
    }

    private static List<string> Kids(SigningKeyRing ring) => [.. ring.Published.Select(key => key.KeyId!)];
}
