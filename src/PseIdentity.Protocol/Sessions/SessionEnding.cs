using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Protocol.Sessions;

/// <summary>Ends a session, and with it what it gave to relying parties (Back-Channel Logout §2.3).</summary>
public sealed class SessionEnding(ISessionStore sessions, IClientStore clients, OutboxSignal outbox, TimeProvider clock)
{
    /// <summary>One transaction; a logout token for each relying party that registered an address is left in the outbox.</summary>
    public async ValueTask<bool> EndAsync(BrowserSession session, string reason)
    {
        // A caller that hangs up must not leave half a sign-out: no cancellation.
        var ended = await sessions.EndAsync(session.Id, reason, clock.GetUtcNow(), ids => FarewellsAsync(session, ids), CancellationToken.None);
        outbox.Wake();
        return ended;
    }

    private async ValueTask<IReadOnlyList<OutboxMessage>> FarewellsAsync(BrowserSession session, IReadOnlyList<string> clientIds)
    {
        var farewells = new List<OutboxMessage>();
        foreach (var id in clientIds)
            if (await clients.FindAsync(id, CancellationToken.None) is { Metadata.BackchannelLogoutUri: not null })
                farewells.Add(LogoutNotice.ToMessage(new LogoutNotice(id, session.Subject, session.Sid)));
        return farewells;
    }
}

/// <summary>What a logout token will say; the token itself is made at delivery, so that a retry is fresh.</summary>
public sealed record LogoutNotice(string ClientId, string Subject, string Sid)
{
    public const string Kind = "logout";

    public static OutboxMessage ToMessage(LogoutNotice notice) => new(Kind, JsonSerializer.Serialize(notice, LogoutNoticeJson.Default.LogoutNotice));
}

[JsonSerializable(typeof(LogoutNotice))]
internal sealed partial class LogoutNoticeJson : JsonSerializerContext;
