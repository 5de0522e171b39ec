using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Testing;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>How many passwords are hashed at once, and who waits.</summary>
internal sealed class PasswordHashingTests
{
    private static readonly SignInOptions TwoSlots = new() { PasswordIterations = 1_000, HashingSlots = 2, HashingQueue = TimeSpan.FromSeconds(5) };

    [Test]
    public async Task As_many_as_there_are_slots_have_a_turn_and_the_next_waits_for_one_of_them()
    {
        using var hashing = With(new FakeTimeProvider());
        using var first = await hashing.TakeTurnAsync(CancellationToken.None);
        var second = await hashing.TakeTurnAsync(CancellationToken.None);
        var third = hashing.TakeTurnAsync(CancellationToken.None);

        Assert.That(first, Is.Not.Null);
        Assert.That(second, Is.Not.Null);
        Assert.That(third.IsCompleted, Is.False);

        second?.Dispose();
        using var turn = await third;
        Assert.That(turn, Is.Not.Null);
    }

    [Test]
    public async Task Who_waits_for_too_long_gets_no_turn_and_those_who_came_later_still_do()
    {
        var clock = new FakeTimeProvider();
        using var hashing = With(clock);
        var holder = await hashing.TakeTurnAsync(CancellationToken.None);
        using var other = await hashing.TakeTurnAsync(CancellationToken.None);
        var late = hashing.TakeTurnAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(3));
        var later = hashing.TakeTurnAsync(CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await late, Is.Null);
        Assert.That(later.IsCompleted, Is.False);

        holder?.Dispose();
        using var turn = await later;
        Assert.That(turn, Is.Not.Null);
    }

    [Test]
    public async Task Who_hangs_up_leaves_the_queue()
    {
        using var hashing = With(new FakeTimeProvider());
        using var first = await hashing.TakeTurnAsync(CancellationToken.None);
        using var second = await hashing.TakeTurnAsync(CancellationToken.None);
        using var caller = new CancellationTokenSource();
        var waiting = hashing.TakeTurnAsync(caller.Token);

        await caller.CancelAsync();

        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_turn_hashes_and_compares()
    {
        using var hashing = With(TimeProvider.System);
        var hash = await hashing.HashAsync("Correct-Horse-7-Battery", CancellationToken.None);
        using var turn = await hashing.TakeTurnAsync(CancellationToken.None) ?? throw new InvalidOperationException("Two slots are free.");

        Assert.That(await turn.VerifyAsync(hash, "Correct-Horse-7-Battery"), Is.EqualTo(PasswordMatch.Right));
        Assert.That(await turn.VerifyAsync(hash, "wrong"), Is.EqualTo(PasswordMatch.Wrong));
    }

    private static PasswordHashing With(TimeProvider clock) => new(new PasswordHash(Options.Create(TwoSlots), Options.Create(new PasswordOptions()), NullLogger<PasswordHash>.Instance), Options.Create(TwoSlots), clock);
}
