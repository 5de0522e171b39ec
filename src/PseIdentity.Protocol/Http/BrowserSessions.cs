using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Http;

/// <summary>Who is signed in on this browser: the cookie on one side, the session's row on the other.</summary>
public sealed class BrowserSessions(ISessionStore store, SessionEnding ending, ProtocolCookies cookies, SessionStates states, IEventLog events, IOptions<SessionOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);

    /// <summary>The live session, touched at most once a minute; null when nobody is signed in.</summary>
    public async ValueTask<BrowserSession?> FindAsync(HttpContext context, CancellationToken ct)
    {
        if (cookies.FindSession(context) is not { } hash)
            return null;
        var now = clock.GetUtcNow();
        var session = await store.FindAsync(hash, now, ct);
        if (session is not null && now - session.LastSeenAt >= TouchAfter(session.Remembered))
            await store.TouchAsync(session.Id, now, LiveUntil(session.Remembered, now, session.ExpiresAt), ct);
        return session;
    }

    /// <summary>
    /// Signs a person in. The same person on the same browser keeps the session and its <c>sid</c> under a new cookie;
    /// another person's session ends first, at its relying parties too.
    /// </summary>
    public async Task<BrowserSession> SignInAsync(HttpContext context, NewSignIn signIn)
    {
        // From here on a caller that hangs up must not leave half a sign-in: no cancellation.
        var now = Stored(clock.GetUtcNow());
        var current = await FindAsync(context, CancellationToken.None);
        if (current is not null && current.UserId != signIn.UserId)
        {
            await ending.EndAsync(current, "another-person");
            current = null;
        }

        var createdAt = current?.CreatedAt ?? now;
        var remembered = signIn.Remember || (current?.Remembered ?? false);
        var expiresAt = now + options.Value.AbsoluteOf(remembered);
        var session = new BrowserSession
        {
            Id = current?.Id ?? Guid.CreateVersion7(now),
            Sid = current?.Sid ?? RandomId.Of128Bits(),
            UserId = signIn.UserId,
            Subject = signIn.Subject,
            UserStamp = signIn.UserStamp,
            AuthTime = signIn.AuthTime is { } earlier && earlier < now ? Stored(earlier) : now,
            SignedInAt = now,
            Amr = signIn.Amr,
            Acr = signIn.Acr,
            Remembered = remembered,
            CreatedAt = createdAt,
            LastSeenAt = now,
            LiveUntil = LiveUntil(remembered, now, expiresAt),
            ExpiresAt = expiresAt,
            UserAgent = signIn.UserAgent,
            Address = signIn.Address,
        };

        // A new cookie at every sign-in (OWASP session fixation).
        var hash = cookies.SetSession(context, remembered ? expiresAt : null);
        if (current is null)
            states.Begin(context);
        if (current is null)
            await store.CreateAsync(session, hash, CancellationToken.None);
        else if (!await store.RenewAsync(session, hash, CancellationToken.None))
            await store.CreateAsync(session = session with { Id = Guid.CreateVersion7(now), Sid = RandomId.Of128Bits(), CreatedAt = now }, hash, CancellationToken.None);
        return session;
    }

    /// <summary>Signs out of this browser and of every relying party that the session reached; answers which ones, null when it had ended already.</summary>
    public async Task<EndedSession?> SignOutAsync(HttpContext context, BrowserSession session)
    {
        var ended = await ending.EndAsync(session, "signed-out");
        if (ended is not null)
            events.Record(new IdentityEvent("session.signed_out", session.UserId, SessionSid: session.Sid,
                Address: context.Connection.RemoteIpAddress?.ToString(), UserAgent: session.UserAgent));
        cookies.ClearSession(context);
        states.End(context);
        return ended;
    }

    // A short idle time is touched more often, or it would end sessions that are in use.
    private TimeSpan TouchAfter(bool remembered)
    {
        var half = options.Value.IdleOf(remembered) / 2;
        return half < TouchEvery ? half : TouchEvery;
    }

    private DateTimeOffset LiveUntil(bool remembered, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var idleEnd = now + options.Value.IdleOf(remembered);
        return idleEnd < expiresAt ? idleEnd : expiresAt;
    }

    // As precise as the database keeps it, so that auth_time never differs between two answers.
    private static DateTimeOffset Stored(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
