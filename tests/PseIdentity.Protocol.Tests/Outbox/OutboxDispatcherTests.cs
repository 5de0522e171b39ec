using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Testing;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Protocol.Tests.Outbox;

/// <summary>Each message of the outbox is delivered by itself: one that hangs, fails or cannot be read holds up no other.</summary>
[Parallelizable(ParallelScope.Self), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OutboxDispatcherTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider clock = new();
    private readonly OutboxSignal signal = new();
    private readonly Postman postman = new();
    private readonly MemoryStores stores;
    private readonly OutboxDispatcher dispatcher;

    public OutboxDispatcherTests()
    {
        stores = new MemoryStores(clock);
        dispatcher = new OutboxDispatcher(stores.Outbox, [postman], signal, stores.Events, clock, NullLogger<OutboxDispatcher>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await dispatcher.StopAsync(CancellationToken.None);
        dispatcher.Dispose();
    }

    [Test]
    public async Task A_destination_that_hangs_holds_up_no_other()
    {
        for (var i = 0; i < 200; i++)
            await EnqueueAsync($"hang {i}", "dead.example");
        await EnqueueAsync("well", "well.example");

        await dispatcher.StartAsync(CancellationToken.None);

        await postman.DeliveredAsync("well");
        Assert.That(postman.UnderWay, Is.LessThanOrEqualTo(4), "and gets no more than its share");
    }

    [Test]
    public async Task A_slow_message_does_not_hold_up_those_that_come_after_it()
    {
        await EnqueueAsync("hang", "slow.example");
        await dispatcher.StartAsync(CancellationToken.None);
        await postman.BegunAsync("hang");

        for (var i = 0; i < 50; i++)
        {
            await EnqueueAsync($"quick {i}", $"{i}.example");
            signal.Wake();
        }

        for (var i = 0; i < 50; i++)
            await postman.DeliveredAsync($"quick {i}");
    }

    [Test]
    public async Task A_message_is_tried_ten_times_over_a_day_and_then_an_event_says_so()
    {
        await EnqueueAsync("fail", "failing.example");
        var begin = clock.GetUtcNow();
        await dispatcher.StartAsync(CancellationToken.None);

        for (var tries = 1; tries <= 10; tries++)
        {
            await postman.BegunAsync("fail");
            if (tries == 10)
                break;
            var next = await NextAtAsync(tries);
            clock.Advance(next - clock.GetUtcNow());
            signal.Wake();
        }

        await UntilAsync(() => stores.Events.Events.Any(happened => happened.Name == "outbox.given_up"));
        Assert.That(clock.GetUtcNow() - begin, Is.EqualTo(TimeSpan.FromHours(24)).Within(TimeSpan.FromMinutes(30)));
        clock.Advance(TimeSpan.FromDays(2));
        signal.Wake();
        await EnqueueAsync("last", "well.example");
        await postman.DeliveredAsync("last");
        Assert.That(postman.Begun("fail"), Is.EqualTo(10));
    }

    [Test]
    public async Task A_body_that_cannot_be_decrypted_is_given_up_at_once_and_blocks_nothing()
    {
        stores.Outbox.EnqueueUnreadable("mail", "any.example");
        await EnqueueAsync("well", "any.example");

        await dispatcher.StartAsync(CancellationToken.None);

        await postman.DeliveredAsync("well");
        await UntilAsync(() => stores.Events.Events.Any(happened => happened.Name == "outbox.given_up" && happened.Data!["reason"].Contains("decrypted", StringComparison.Ordinal)));
    }

    private ValueTask EnqueueAsync(string body, string destination) =>
        stores.Outbox.EnqueueAsync(new OutboxMessage("mail", body) { Destination = destination }, CancellationToken.None);

    private async Task<DateTimeOffset> NextAtAsync(int tries)
    {
        DateTimeOffset? next = null;
        await UntilAsync(() => (next = stores.Outbox.PostponedUntil("fail", tries)) is not null);
        return next!.Value;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Hangs, fails or delivers, as the body says.</summary>
    private sealed class Postman : IOutboxDelivery
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> delivered = new();
        private readonly ConcurrentDictionary<string, int> begun = new();
        private readonly Channel<bool> beginning = Channel.CreateUnbounded<bool>();
        private int underWay;

        public string Kind => "mail";

        public int UnderWay => Volatile.Read(ref underWay);

        public int Begun(string body) => begun.GetValueOrDefault(body);

        public async Task<string?> DeliverAsync(string body, CancellationToken ct)
        {
            begun.AddOrUpdate(body, 1, (_, count) => count + 1);
            beginning.Writer.TryWrite(true);
            if (body.StartsWith("hang", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref underWay);
                await Task.Delay(Timeout.Infinite, ct);
            }
            if (body == "fail")
                return "no answer";
            Of(body).TrySetResult();
            return null;
        }

        public Task DeliveredAsync(string body) => Of(body).Task.WaitAsync(Patience);

        public async Task BegunAsync(string body) => Assert.That(await beginning.Reader.ReadAsync().AsTask().WaitAsync(Patience), Is.True, body);

        private TaskCompletionSource Of(string body) => delivered.GetOrAdd(body, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
