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

    [Test]
    public async Task A_guess_for_two_targets_counts_for_the_second_only_where_the_first_hears_it()
    {
        var (name, strict) = (RandomNumberGenerator.GetBytes(32), Limit with { Failures = 2 });
        ValueTask<(GuessReservation First, GuessReservation Second)> GuessAsync() =>
            Store.ReserveAsync(new GuessTarget("name", name, strict), new GuessTarget("password", account, Limit), Now);

        for (var i = 0; i < strict.Failures; i++)
            Assert.That(await GuessAsync(), Is.EqualTo((new GuessReservation(true, null), new GuessReservation(true, null))));
        Assert.That((await GuessAsync()).First.LockedUntil, Is.EqualTo(Now.AddMinutes(15)));
        Assert.That((await ReserveAsync()).Allowed, Is.True, "the third of three");
        Assert.That((await ReserveAsync()).Allowed, Is.False);

        await Store.GiveBackAsync(("name", name), ("password", account));
        Assert.That((await GuessAsync()).Second.Allowed, Is.True);
    }

    [Test]
    public async Task The_second_of_two_targets_may_be_locked_alone()
    {
        for (var i = 0; i < Limit.Failures; i++)
            await ReserveAsync();

        var (first, second) = await Store.ReserveAsync(new GuessTarget("name", RandomNumberGenerator.GetBytes(32), Limit), new GuessTarget("password", account, Limit), Now);

        Assert.That(first.Allowed, Is.True);
        Assert.That(second, Is.EqualTo(new GuessReservation(false, Now.AddMinutes(15))));
    }

    [Test]
    public async Task Of_twenty_guesses_for_two_targets_at_once_no_more_than_the_limit_are_heard()
    {
        var names = new[] { RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32) };

        var heard = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            Store.ReserveAsync(new GuessTarget("name", names[i % 2], Limit), new GuessTarget("password", account, Limit), Now).AsTask())));

        Assert.That(heard.Count(each => each is { First.Allowed: true, Second.Allowed: true }), Is.EqualTo(Limit.Failures));
    }

    private ValueTask<GuessReservation> ReserveAsync() => Store.ReserveAsync("password", account, Limit, Now);
}
