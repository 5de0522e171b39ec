using System.Text.Json;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Server.Email;

/// <summary>Sends mail, through the outbox: it is on its way as soon as the transaction that it belongs to is committed.</summary>
internal sealed class Mailer(IEnumerable<IMailRoute> routes, IOutboxStore outbox, OutboxSignal signal)
{
    private readonly IMailRoute? route = routes.FirstOrDefault();

    /// <summary>Whether mail leaves this installation at all. What needs it is not offered otherwise.</summary>
    public bool Works => route is not null;

    /// <summary>For a transaction that the mail belongs to; <see cref="OutboxSignal"/> tells of it afterwards.</summary>
    public OutboxMessage Message(Mail mail) => new(MailDelivery.MailKind, JsonSerializer.Serialize(mail, MailJson.Default.Mail))
    {
        Destination = route?.Destination ?? MailDelivery.MailKind,
    };

    public async ValueTask SendAsync(Mail mail, CancellationToken ct)
    {
        await outbox.EnqueueAsync(Message(mail), ct);
        signal.Wake();
    }

    /// <summary>Whether the mail server did not take messages lately: they wait, and are tried again.</summary>
    public async ValueTask<bool> IsDelayedAsync(CancellationToken ct) => route is not null && await outbox.IsDelayedAsync(route.Destination, ct);
}
