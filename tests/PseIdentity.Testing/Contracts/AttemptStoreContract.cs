using NUnit.Framework;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Handles;

namespace PseIdentity.Testing.Contracts;

/// <summary>Proven steps.</summary>
public abstract class AttemptStoreContract : StoreContract
{
    private Attempt attempt = null!;

    [SetUp]
    public void Begin() => attempt = new Attempt
    {
        RequestId = RandomId.Of128Bits(),
        BrowserHash = RandomHash(),
        UserId = Guid.CreateVersion7(),
        Factors = [new ProvenFactor("pwd", Now)],
        Remember = true,
        ExpiresAt = Now.AddMinutes(60),
    };

    [Test]
    public async Task An_attempt_is_found_by_its_request_and_browser_alone()
    {
        Assert.That(await SaveAsync(attempt), Is.True);

        var found = await FindAsync(attempt.RequestId, attempt.BrowserHash);

        Assert.That(found?.UserId, Is.EqualTo(attempt.UserId));
        Assert.That(found?.Factors, Is.EqualTo(attempt.Factors));
        Assert.That(found?.Remember, Is.True);
        Assert.That(found?.AllowedScopes, Is.Null);
        Assert.That(found?.Version, Is.EqualTo(1));
        Assert.That(await FindAsync(attempt.RequestId, RandomHash()), Is.Null);
        Assert.That(await FindAsync(RandomId.Of128Bits(), attempt.BrowserHash), Is.Null);
    }

    [Test]
    public async Task Of_two_saves_with_one_version_the_second_is_refused()
    {
        await SaveAsync(attempt);
        Assert.That(await SaveAsync(attempt), Is.False, "it exists already");

        Assert.That(await SaveAsync(attempt with { Version = 1, Denied = true }), Is.True);
        Assert.That(await SaveAsync(attempt with { Version = 1 }), Is.False);

        var found = await FindAsync(attempt.RequestId, attempt.BrowserHash);
        Assert.That(found?.Denied, Is.True);
        Assert.That(found?.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task An_attempt_that_expired_or_was_removed_is_not_found()
    {
        await SaveAsync(attempt with { ExpiresAt = Now });
        Assert.That(await FindAsync(attempt.RequestId, attempt.BrowserHash), Is.Null);

        attempt = attempt with { RequestId = RandomId.Of128Bits() };
        await SaveAsync(attempt);
        await Stores.Attempts.RemoveAsync(attempt.RequestId, attempt.BrowserHash, CancellationToken.None);
        Assert.That(await FindAsync(attempt.RequestId, attempt.BrowserHash), Is.Null);
    }

    private ValueTask<bool> SaveAsync(Attempt each) => Stores.Attempts.TrySaveAsync(each, CancellationToken.None);

    private ValueTask<Attempt?> FindAsync(string requestId, byte[] browser) => Stores.Attempts.FindAsync(requestId, browser, CancellationToken.None);
}
