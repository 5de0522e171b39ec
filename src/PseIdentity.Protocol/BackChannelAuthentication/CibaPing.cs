using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Protocol.BackChannelAuthentication;

/// <summary>Tells a client that its decoupled sign-in is decided (CIBA §10.2): which one, and nothing more.</summary>
internal sealed partial class CibaPing(IClientStore clients, GuardedHttp http, TimeProvider clock, ILogger<CibaPing> log) : IOutboxDelivery
{
    private const string PingKind = "ciba-ping";

    public string Kind => PingKind;

    /// <summary>The message that a decision brings about: none unless the client asked for it.</summary>
    public static IReadOnlyList<OutboxMessage> For(AskedApproval asked) =>
        asked is { Approval: { Kind: ApprovalKinds.Ciba, Code: { } authReqId }, Client.Metadata: { BackchannelTokenDeliveryMode: "ping", BackchannelClientNotificationEndpoint: { } uri } }
            && asked.Parameters["client_notification_token"] is { } token
            ? [new(PingKind, JsonSerializer.Serialize(new PingNotice(asked.Client.Id, authReqId, token, asked.Approval.ExpiresAt), PingJson.Default.PingNotice))
            {
                Destination = new Uri(uri).GetLeftPart(UriPartial.Authority),
            }]
            : [];

    public async Task<string?> DeliverAsync(string body, CancellationToken ct)
    {
        var notice = JsonSerializer.Deserialize(body, PingJson.Default.PingNotice) ?? throw new JsonException("An empty ping.");
        if (notice.ExpiresAt <= clock.GetUtcNow() || await clients.FindAsync(notice.ClientId, ct) is not { Metadata.BackchannelClientNotificationEndpoint: { } uri })
            return null; // There is nothing left to fetch, or nobody to be told.

        var content = JsonSerializer.Serialize(new PingBody(notice.AuthReqId), PingJson.Default.PingBody);
        var status = (int?)await http.PostJsonAsync(uri, content, notice.Token, ct);

        // "The Client … SHOULD respond with an HTTP 204 No Content"; 200 counts too. "The OP MUST NOT follow HTTP 3xx redirects." A client that
        // refuses the token (401, 403) or the request is not asked again: it polls.
        if (status is null or >= 500)
            return status?.ToString(CultureInfo.InvariantCulture) ?? "no answer";
        if (status is not (200 or 204))
            Refused(log, notice.ClientId, status.Value);
        return null;
    }

    [LoggerMessage(1901, LogLevel.Information, "{ClientId} answered its ping with {Status}; it is not repeated")]
    private static partial void Refused(ILogger log, string clientId, int status);
}

internal sealed record PingNotice(string ClientId, string AuthReqId, string Token, DateTimeOffset ExpiresAt);

internal sealed record PingBody([property: JsonPropertyName("auth_req_id")] string AuthReqId);

[JsonSerializable(typeof(PingNotice))]
[JsonSerializable(typeof(PingBody))]
internal sealed partial class PingJson : JsonSerializerContext;
