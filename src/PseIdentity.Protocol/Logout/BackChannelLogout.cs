using System.Globalization;
using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.Logout;

/// <summary>Tells relying parties that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.5), from the outbox, until they have heard it.</summary>
internal sealed class BackChannelLogout(Issuer issuer, IClientStore clients, SigningKeyRing keys, GuardedHttp http, Subjects subjects, TimeProvider clock) : IOutboxDelivery
{
    public string Kind => LogoutNotice.Kind;

    public async Task<string?> DeliverAsync(string body, CancellationToken ct)
    {
        var notice = JsonSerializer.Deserialize(body, LogoutNoticeJson.Default.LogoutNotice) ?? throw new JsonException("An empty logout notice.");
        var client = await clients.FindAsync(notice.ClientId, ct);
        // A client that was removed is told where it wanted to be told; one that no longer wants to be told, or is disabled, is not.
        if ((client?.Metadata.BackchannelLogoutUri ?? notice.Uri) is not { } uri)
            return null;

        var algorithm = client?.Metadata.IdTokenSignedResponseAlg ?? notice.SignedResponseAlg ?? "RS256";
        var status = await http.PostFormAsync(uri, [KeyValuePair.Create("logout_token", Sign(client, algorithm, notice))], ct);

        // §2.8: 200 (204 in practice) is success; 400 says that the token was refused, and saying it again may help after a key rotation.
        return status is null ? "no answer" : (int)status is 200 or 204 ? null : ((int)status).ToString(CultureInfo.InvariantCulture);
    }

    // §2.4: iss, aud, iat, exp, jti, events; sub and sid; never a nonce.
    // The subject is named as the client knows the person; where that went with the client, sid says enough.
    private string Sign(Client? client, string algorithm, LogoutNotice notice) =>
        JwtWriter.Sign(keys.Current(algorithm), "logout+jwt",
            (issuer, notice, subject: client is not null ? subjects.Of(client, notice.Subject) : notice.WithoutSubject ? null : notice.Subject, now: clock.GetUtcNow().ToUnixTimeSeconds()), static (json, s) =>
        {
            json.WriteString("iss"u8, s.issuer.Value);
            if (s.subject is not null)
                json.WriteString("sub"u8, s.subject);
            json.WriteString("aud"u8, s.notice.ClientId);
            json.WriteNumber("iat"u8, s.now);
            json.WriteNumber("exp"u8, s.now + 120);
            json.WriteString("jti"u8, RandomId.Of128Bits());
            json.WriteString("sid"u8, s.notice.Sid);
            json.WriteStartObject("events"u8);
            json.WriteStartObject("http://schemas.openid.net/event/backchannel-logout"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        });
}
