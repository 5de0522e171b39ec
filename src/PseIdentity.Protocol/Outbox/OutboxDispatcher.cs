using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Events;

namespace PseIdentity.Protocol.Outbox;

/// <summary>Delivers the outbox: claims what is due, several at once, ten tries over a day, then an event for the operator.</summary>
internal sealed partial class OutboxDispatcher(
    IOutboxStore outbox, IEnumerable<IOutboxDelivery> deliveries, OutboxSignal signal, IEventLog events, TimeProvider clock, ILogger<OutboxDispatcher> log) : BackgroundService
{
    private const int AtOnce = 16;
    private const int MostTries = 10;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, IOutboxDelivery> byKind = deliveries.ToDictionary(d => d.Kind, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DeliverDueAsync(stoppingToken) == AtOnce)
                {
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database may be away for a moment; what was claimed comes back when its lease ends.
                Interrupted(log, e);
            }
            await signal.WaitAsync(LookEvery, stoppingToken);
        }
    }

    private async Task<int> DeliverDueAsync(CancellationToken ct)
    {
        var claimed = await outbox.ClaimAsync(AtOnce, Lease, clock.GetUtcNow(), ct);
        await Task.WhenAll(claimed.Select(message => DeliverAsync(message, ct)));
        return claimed.Count;
    }

    private async Task DeliverAsync(ClaimedMessage message, CancellationToken ct)
    {
        var failure = await TryAsync(message, ct);
        if (failure is null)
        {
            await outbox.CompleteAsync(message.Id, ct);
            return;
        }
        var tries = message.Attempts + 1;
        DateTimeOffset? next = tries < MostTries ? clock.GetUtcNow() + Wait(tries) : null;
        await outbox.PostponeAsync(message.Id, tries, next, failure, ct);
        NotDelivered(log, message.Kind, message.Id, tries, failure);
        if (next is null)
            events.Record(new IdentityEvent("outbox.given_up", Data: new Dictionary<string, string> { ["kind"] = message.Kind, ["id"] = message.Id.ToString(), ["reason"] = failure }));
    }

    private async Task<string?> TryAsync(ClaimedMessage message, CancellationToken ct)
    {
        if (!byKind.TryGetValue(message.Kind, out var delivery))
            return "nobody delivers this kind";
        try
        {
            return await delivery.DeliverAsync(message.Body, ct);
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
}
