using System.Text.Json;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Server.Sms;

/// <summary>Sends text messages, through the outbox.</summary>
internal sealed class TextMessages(IEnumerable<ITextRoute> routes, IOutboxStore outbox, OutboxSignal signal)
{
    private readonly ITextRoute? route = routes.FirstOrDefault();

    /// <summary>Whether text messages leave this installation at all. What needs them is not offered otherwise.</summary>
    public bool Works => route is not null;

    /// <summary>For a transaction that the message belongs to; <see cref="OutboxSignal"/> tells of it afterwards.</summary>
    public OutboxMessage Message(TextMessage message) => new(SmsDelivery.SmsKind, JsonSerializer.Serialize(message, TextMessageJson.Default.TextMessage))
    {
        Destination = route?.Destination ?? SmsDelivery.SmsKind,
    };

    public async ValueTask SendAsync(TextMessage message, CancellationToken ct)
    {
        await outbox.EnqueueAsync(Message(message), ct);
        signal.Wake();
    }

    /// <summary>Whether the gateway did not take messages lately: they wait, and are tried again.</summary>
    public async ValueTask<bool> AreDelayedAsync(CancellationToken ct) => route is not null && await outbox.IsDelayedAsync(route.Destination, ct);
}
