using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Protocol.Sessions;

/// <summary>Ends a session, and with it what it gave to relying parties (Back-Channel Logout §2.3).</summary>
public sealed class SessionEnding(ISessionStore sessions, OutboxSignal outbox, TimeProvider clock)
{
    /// <summary>One transaction; who took part is known afterwards. Null when it had ended already.</summary>
    public ValueTask<EndedSession?> EndAsync(BrowserSession session, string reason) => EndAsync(session.Id, reason);

    /// <inheritdoc cref="EndAsync(BrowserSession, string)"/>
    public async ValueTask<EndedSession?> EndAsync(Guid session, string reason)
    {
        // A caller that hangs up must not leave half a sign-out: no cancellation.
        var ended = await sessions.EndAsync(session, reason, clock.GetUtcNow(), CancellationToken.None);
        outbox.Wake();
        return ended;
    }
}
