using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Events;

namespace PseIdentity.Protocol.Outbox;

/// <summary>
/// Delivers the outbox: claims what is due while there is room, each message on its own, ten tries over a day, then an event for the operator.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IOutboxStore outbox, IEnumerable<IOutboxDelivery> deliveries, OutboxSignal signal, IEventLog events, TimeProvider clock, ILogger<OutboxDispatcher> log) : BackgroundService
{
    private const int AtOnce = 32;
    private const int AtOncePerDestination = 4;
    private const int MostTries = 10;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, IOutboxDelivery> byKind = deliveries.ToDictionary(d => d.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Task> underWay = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (!await BeginDueAsync(stoppingToken))
                    await signal.WaitAsync(LookEvery, stoppingToken);
            }
        }
        finally
        {
            // They have been told to stop; what was not delivered comes back when its lease ends.
            await Task.WhenAll(underWay.Values);
        }
    }

    // False when there is nothing to begin, or no room: then the next look is worth while when something was put in, or has come to an end.
    private async Task<bool> BeginDueAsync(CancellationToken ct)
    {
        var room = AtOnce - underWay.Count;
        if (room == 0)
            return false;
        try
        {
            var claimed = await outbox.ClaimAsync(room, AtOncePerDestination, Lease, clock.GetUtcNow(), ct);
            foreach (var message in claimed)
                Begin(message, ct);
            return claimed.Count > 0;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database may be away for a moment.
            Interrupted(log, e);
            return false;
        }
    }

    private void Begin(ClaimedMessage message, CancellationToken ct)
    {
        // A lease that ended while its delivery still hangs: the message is told once more, beside it.
        var delivery = Task.Run(() => FinishAsync(message, ct), CancellationToken.None);
        underWay[message.Id] = delivery;
        delivery.ContinueWith(done =>
        {
            underWay.TryRemove(KeyValuePair.Create(message.Id, done));
            signal.Wake();
        }, TaskScheduler.Default);
    }

    private async Task FinishAsync(ClaimedMessage message, CancellationToken ct)
    {
        try
        {
            await DeliverAsync(message, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The program ends; the lease does too, and then another one delivers it.
        }
        catch (Exception e)
        {
            // The database may be away for a moment; the message comes back when its lease ends.
            Interrupted(log, e);
        }
    }

    private async Task DeliverAsync(ClaimedMessage message, CancellationToken ct)
    {
        if (message.Body is not { } body)
        {
            // No later try can be better: the root key that sealed it is gone.
            await GiveUpAsync(message, message.Attempts, "the body cannot be decrypted");
            return;
        }
        if (await TryAsync(message, body, ct) is not { } failure)
        {
            // What was told is not told again, even when the program is ending.
            await outbox.CompleteAsync(message.Id, CancellationToken.None);
            return;
        }
        var tries = message.Attempts + 1;
        if (tries < MostTries)
            await outbox.PostponeAsync(message.Id, tries, clock.GetUtcNow() + Wait(tries), failure, CancellationToken.None);
        else
            await GiveUpAsync(message, tries, failure);
        NotDelivered(log, message.Kind, message.Id, tries, failure);
    }

    private async Task GiveUpAsync(ClaimedMessage message, int tries, string reason)
    {
        await outbox.PostponeAsync(message.Id, tries, null, reason, CancellationToken.None);
        GivenUp(log, message.Kind, message.Id, tries, reason);
        events.Record(new IdentityEvent("outbox.given_up", Data: new Dictionary<string, string> { ["kind"] = message.Kind, ["id"] = message.Id.ToString(), ["reason"] = reason }));
    }

    private async Task<string?> TryAsync(ClaimedMessage message, string body, CancellationToken ct)
    {
        if (!byKind.TryGetValue(message.Kind, out var delivery))
            return "nobody delivers this kind";
        try
        {
            return await delivery.DeliverAsync(body, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A fault of ours is a failed try as well: uncounted, it would come back for ever and bring no event.
            Faulted(log, message.Kind, message.Id, failure);
            return failure.GetType().Name;
        }
    }

    // 5 s, 17 s, 1 min, 3 min, 11 min, 37 min, 2 h, 7 h, 14 h: a day in all.
    private static TimeSpan Wait(int tries) => TimeSpan.FromSeconds(Math.Min(5 * Math.Pow(3.4, tries - 1), 14 * 3600));

    [LoggerMessage(1401, LogLevel.Information, "Outbox {Kind} {MessageId} not delivered, try {Tries}: {Reason}")]
    private static partial void NotDelivered(ILogger log, string kind, Guid messageId, int tries, string reason);

    [LoggerMessage(1403, LogLevel.Error, "Outbox {Kind} {MessageId} could not be tried")]
    private static partial void Faulted(ILogger log, string kind, Guid messageId, Exception exception);

    [LoggerMessage(1402, LogLevel.Error, "The outbox was interrupted")]
    private static partial void Interrupted(ILogger log, Exception exception);

    [LoggerMessage(1404, LogLevel.Error, "Outbox {Kind} {MessageId} is given up after {Tries} tries: {Reason}")]
    private static partial void GivenUp(ILogger log, string kind, Guid messageId, int tries, string reason);
}
