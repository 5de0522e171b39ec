using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>The portal's sessions, in memory under the random value of their cookie. A portal with several nodes would put them in a shared store.</summary>
internal sealed class PortalSessions(TimeProvider clock)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan Absolute = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, PortalSession> byCookie = new(StringComparer.Ordinal);

    /// <summary>Keeps the session and returns the value for its cookie: always a new one, so that none can be planted beforehand.</summary>
    public string Start(PortalSession session)
    {
        foreach (var (old, other) in byCookie)
        {
            if (IsOver(other))
                byCookie.TryRemove(old, out _);
        }

        var cookie = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        byCookie[cookie] = session;
        return cookie;
    }

    public PortalSession? Find(string cookie)
    {
        if (!byCookie.TryGetValue(cookie, out var session) || IsOver(session))
            return null;

        session.LastSeen = clock.GetUtcNow();
        return session;
    }

    public void End(string cookie) => byCookie.TryRemove(cookie, out _);

    public void End(PortalSession session)
    {
        foreach (var entry in byCookie.Where(entry => ReferenceEquals(entry.Value, session)))
            byCookie.TryRemove(entry);
    }

    /// <summary>Ends one session of the provider, or, without a <paramref name="sid"/>, everything of a person; returns how many ended.</summary>
    public int EndOf(string? sid, string? subject)
    {
        var theirs = byCookie.Where(entry =>
            (sid is null || string.Equals(entry.Value.Identity.SessionId, sid, StringComparison.Ordinal))
            && (subject is null || string.Equals(entry.Value.Identity.Subject, subject, StringComparison.Ordinal)));

        return theirs.Count(entry => byCookie.TryRemove(entry));
    }

    private bool IsOver(PortalSession session) =>
        clock.GetUtcNow() - session.LastSeen > Idle || clock.GetUtcNow() - session.StartedAt > Absolute;
}
