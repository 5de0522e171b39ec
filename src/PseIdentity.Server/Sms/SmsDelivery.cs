using System.Text.Json;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Server.Sms;

/// <summary>Takes text messages from the outbox to where they go.</summary>
internal sealed class SmsDelivery(IEnumerable<ITextRoute> routes, TimeProvider clock) : IOutboxDelivery
{
    public const string SmsKind = "sms";

    private readonly ITextRoute? route = routes.FirstOrDefault();

    public string Kind => SmsKind;

    public async Task<string?> DeliverAsync(string body, CancellationToken ct)
    {
        var message = JsonSerializer.Deserialize(body, TextMessageJson.Default.TextMessage) ?? throw new JsonException("An empty text message.");
        if (message.ExpiresAt <= clock.GetUtcNow())
            return null; // The code in it is worth nothing any more.
        return route is null ? "Sms:Url is not set" : await route.SendAsync(message, ct);
    }
}
