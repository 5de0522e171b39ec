using System.Text.Json;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Server.Email;

/// <summary>Takes mail from the outbox to where it goes.</summary>
internal sealed class MailDelivery(IEnumerable<IMailRoute> routes, TimeProvider clock) : IOutboxDelivery
{
    public const string MailKind = "mail";

    private readonly IMailRoute? route = routes.FirstOrDefault();

    public string Kind => MailKind;

    public async Task<string?> DeliverAsync(string body, CancellationToken ct)
    {
        var mail = JsonSerializer.Deserialize(body, MailJson.Default.Mail) ?? throw new JsonException("An empty mail.");
        if (mail.ExpiresAt <= clock.GetUtcNow())
            return null; // What it leads to is over.
        return route is null ? "Email:Smtp is not set" : await route.SendAsync(mail, ct);
    }
}
