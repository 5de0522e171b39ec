using NUnit.Framework;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Testing.Contracts;

/// <summary>The outbox.</summary>
public abstract class OutboxStoreContract : StoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_message_is_claimed_by_one_until_its_lease_ends()
    {
        await EnqueueAsync("leased");

        var claimed = await ClaimAsync();
        Assert.That(claimed.Select(message => message.Body), Is.EqualTo((string[])["leased"]));
        Assert.That(claimed[0].Kind, Is.EqualTo("mail"));
        Assert.That(claimed[0].Attempts, Is.Zero);
        Assert.That(claimed[0].EnqueuedAt, Is.EqualTo(Now));
        Assert.That(await ClaimAsync(), Is.Empty);

        Stores.Clock.Advance(Lease);
        var again = await ClaimAsync();
        Assert.That(again.Select(message => message.Id), Is.EqualTo(claimed.Select(message => message.Id)));

        await Stores.Outbox.CompleteAsync(again[0].Id, CancellationToken.None);
        Stores.Clock.Advance(Lease);
        Assert.That(await ClaimAsync(), Is.Empty);
    }

    [Test]
    public async Task A_postponed_message_comes_back_when_it_is_due_and_a_failed_one_never()
    {
        await EnqueueAsync("postponed");
        var id = (await ClaimAsync()).Single().Id;

        await Stores.Outbox.PostponeAsync(id, 3, Now.AddHours(1), "refused", CancellationToken.None);
        Stores.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.That(await ClaimAsync(), Is.Empty);
        Stores.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await ClaimAsync()).Single().Attempts, Is.EqualTo(3));

        await Stores.Outbox.PostponeAsync(id, 4, null, "refused", CancellationToken.None);
        Stores.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await ClaimAsync(), Is.Empty);
    }

    [Test]
    public async Task A_place_is_delayed_while_a_message_to_it_waits_for_another_try()
    {
        var place = "https://" + Guid.NewGuid().ToString("N");
        await Stores.Outbox.EnqueueAsync(new OutboxMessage("mail", "body") { Destination = place }, CancellationToken.None);
        Assert.That(await DelayedAsync(), Is.False);
        var id = (await ClaimAsync()).Single().Id;

        await Stores.Outbox.PostponeAsync(id, 1, Now.AddMinutes(1), "down", CancellationToken.None);
        Assert.That(await DelayedAsync(), Is.True);
        await Stores.Outbox.PostponeAsync(id, 2, null, "down", CancellationToken.None);
        Assert.That(await DelayedAsync(), Is.False, "nobody tries any more");

        ValueTask<bool> DelayedAsync() => Stores.Outbox.IsDelayedAsync(place, CancellationToken.None);
    }

    [Test]
    public async Task No_more_is_claimed_than_asked_for()
    {
        for (var i = 0; i < 5; i++)
            await EnqueueAsync($"{i}");

        Assert.That(await Stores.Outbox.ClaimAsync(3, 10, Lease, Now, CancellationToken.None), Has.Count.EqualTo(3));
        var rest = await ClaimAsync();
        Assert.That(rest, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task One_destination_leaves_room_for_the_others_until_it_is_done_with()
    {
        for (var i = 0; i < 5; i++)
        {
            await Stores.Outbox.EnqueueAsync(new OutboxMessage("mail", $"dead{i}") { Destination = "dead" }, CancellationToken.None);
            Stores.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await Stores.Outbox.EnqueueAsync(new OutboxMessage("mail", "well") { Destination = "well" }, CancellationToken.None);

        var first = await ClaimTwoEachAsync();
        Assert.That(first.Select(message => message.Body), Is.EquivalentTo((string[])["dead0", "dead1", "well"]));
        Assert.That(await ClaimTwoEachAsync(), Is.Empty, "the dead one has its share");

        await Stores.Outbox.PostponeAsync(first.Single(message => message.Body == "dead0").Id, 1, Now.AddSeconds(30), "no answer", CancellationToken.None);
        Assert.That((await ClaimTwoEachAsync()).Select(message => message.Body), Is.EqualTo((string[])["dead2"]));

        Stores.Clock.Advance(Lease);
        Assert.That(await ClaimTwoEachAsync(), Has.Count.EqualTo(3), "leases have ended, and the share is counted anew");
    }

    private ValueTask<IReadOnlyList<ClaimedMessage>> ClaimTwoEachAsync() => Stores.Outbox.ClaimAsync(10, 2, Lease, Now, CancellationToken.None);

    private ValueTask EnqueueAsync(string body) => Stores.Outbox.EnqueueAsync(new OutboxMessage("mail", body), CancellationToken.None);

    private ValueTask<IReadOnlyList<ClaimedMessage>> ClaimAsync() => Stores.Outbox.ClaimAsync(10, 10, Lease, Now, CancellationToken.None);

    [TearDown]
    public async Task Drain()
    {
        Stores.Clock.Advance(TimeSpan.FromDays(2));
        foreach (var message in await Stores.Outbox.ClaimAsync(100, 100, Lease, Now, CancellationToken.None))
            await Stores.Outbox.CompleteAsync(message.Id, CancellationToken.None);
    }
}
