using System.Security.Cryptography;
using NUnit.Framework;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.Guesses;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class GuessStoreTests<T> : DatabaseTests<T> where T : IBackend
{
    private static readonly GuessLimit Limit = new(3, TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));
    private byte[] account = null!;

    private GuessStore Store => Backend.Get<GuessStore>();

    private DateTimeOffset Now => Backend.Clock.GetUtcNow();

    [SetUp]
    public void Begin() => account = RandomNumberGenerator.GetBytes(16);

    [Test]
    public async Task The_guess_at_the_limit_is_compared_and_locks()
    {
        for (var i = 0; i < Limit.Failures; i++)
            Assert.That((await ReserveAsync()).Allowed, Is.True);

        var refused = await ReserveAsync();
        Assert.That(refused.Allowed, Is.False);
        Assert.That(refused.LockedUntil, Is.EqualTo(Now.AddMinutes(15)));
        Assert.That(await Store.FindLockAsync("password", account, Now, CancellationToken.None), Is.EqualTo(Now.AddMinutes(15)));
    }

    [Test]
    public async Task A_right_guess_gives_back_itself_and_the_failures_before_it()
    {
        for (var i = 0; i < Limit.Failures; i++)
            await ReserveAsync();
        await Store.GiveBackAsync("password", account);

        for (var i = 0; i < Limit.Failures; i++)
            Assert.That((await ReserveAsync()).Allowed, Is.True);
        Assert.That((await ReserveAsync()).Allowed, Is.False);
    }

    [Test]
    public async Task A_lock_ends_and_the_count_begins_anew()
    {
        for (var i = 0; i < Limit.Failures; i++)
            await ReserveAsync();
        Backend.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.That(await Store.FindLockAsync("password", account, Now, CancellationToken.None), Is.Null);
        for (var i = 0; i < Limit.Failures; i++)
            Assert.That((await ReserveAsync()).Allowed, Is.True);
        Assert.That((await ReserveAsync()).Allowed, Is.False);
    }

    [Test]
    public async Task Failures_long_ago_are_forgotten()
    {
        await ReserveAsync();
        await ReserveAsync();
        Backend.Clock.Advance(TimeSpan.FromHours(1));

        await ReserveAsync();
        await ReserveAsync();
        Assert.That(await Store.FindLockAsync("password", account, Now, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_limit_of_one_locks_after_the_first()
    {
        var limit = Limit with { Failures = 1 };

        Assert.That((await Store.ReserveAsync("password", account, limit, Now)).Allowed, Is.True);
        Assert.That((await Store.ReserveAsync("password", account, limit, Now)).Allowed, Is.False);
    }

    [Test]
    public async Task Purposes_and_accounts_are_counted_apart()
    {
        for (var i = 0; i < Limit.Failures; i++)
            await ReserveAsync();

        Assert.That((await Store.ReserveAsync("totp", account, Limit, Now)).Allowed, Is.True);
        Assert.That((await Store.ReserveAsync("password", RandomNumberGenerator.GetBytes(16), Limit, Now)).Allowed, Is.True);
    }

    private ValueTask<GuessReservation> ReserveAsync() => Store.ReserveAsync("password", account, Limit, Now);
}
