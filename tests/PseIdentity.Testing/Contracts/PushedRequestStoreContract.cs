using NUnit.Framework;
using PseIdentity.Protocol.PushedRequests;

namespace PseIdentity.Testing.Contracts;

/// <summary>Pushed requests (RFC 9126): found until they expire, answered once.</summary>
public abstract class PushedRequestStoreContract : StoreContract
{
    [Test]
    public async Task A_pushed_request_comes_back_as_it_was_until_it_expires()
    {
        var request = NewRequest();
        await Stores.PushedRequests.AddAsync(request, CancellationToken.None);

        Assert.That(await FindAsync(request, Now), Is.EqualTo(request));
        Assert.That(await FindAsync(request, request.UsableUntil), Is.EqualTo(request), "somebody who came in time can finish");
        Assert.That(await FindAsync(request, request.ExpiresAt), Is.Null);
        Assert.That(await FindAsync(NewRequest(), Now), Is.Null);
    }

    [Test, Category("RFC 9126 §4")]
    public async Task Of_many_who_answer_it_at_once_one_does()
    {
        var request = NewRequest();
        await Stores.PushedRequests.AddAsync(request, CancellationToken.None);

        var uses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Stores.PushedRequests.TryConsumeAsync(request.Hash, Now).AsTask())));

        Assert.That(uses.Count(used => used), Is.EqualTo(1));
        Assert.That((await FindAsync(request, Now))?.ConsumedAt, Is.EqualTo(Now));
    }

    [Test]
    public async Task An_expired_or_unknown_one_cannot_be_answered()
    {
        var request = NewRequest();
        await Stores.PushedRequests.AddAsync(request, CancellationToken.None);

        Assert.That(await Stores.PushedRequests.TryConsumeAsync(request.Hash, request.ExpiresAt), Is.False);
        Assert.That(await Stores.PushedRequests.TryConsumeAsync(RandomHash(), Now), Is.False);
    }

    // Records compare arrays by reference.
    private async ValueTask<PushedRequest?> FindAsync(PushedRequest request, DateTimeOffset now)
    {
        var found = await Stores.PushedRequests.FindAsync(request.Hash, now, CancellationToken.None);
        Assert.That(found?.Hash ?? request.Hash, Is.EqualTo(request.Hash));
        return found is null ? null : found with { Hash = request.Hash };
    }

    private PushedRequest NewRequest() => new()
    {
        Hash = RandomHash(),
        ClientId = "portal",
        Parameters = "client_id=portal&scope=openid",
        UsableUntil = Now.AddSeconds(60),
        ExpiresAt = Now.AddMinutes(61),
    };
}
