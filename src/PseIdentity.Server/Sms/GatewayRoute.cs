using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Server.Sms;

/// <summary>Text messages to the configured gateway.</summary>
internal sealed class GatewayRoute(SmsOptions options, string url, GuardedHttp http) : ITextRoute
{
    public string Destination { get; } = new Uri(url).GetLeftPart(UriPartial.Authority);

    public async Task<string?> SendAsync(TextMessage message, CancellationToken ct)
    {
        var status = await http.PostAsync(url, SmsBody.Fill(options.Body, message.To, message.Text), SmsBody.MediaType(options.Body), options.Authorization, ct);
        return status is null ? "the gateway did not answer" : (int)status is >= 200 and < 300 ? null : $"the gateway answered {(int)status}";
    }
}
