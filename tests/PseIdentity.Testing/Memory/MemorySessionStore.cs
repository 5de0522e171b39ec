using PseIdentity.Protocol.Logout;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Testing.Memory;

internal sealed class MemorySession(BrowserSession session, byte[] cookieHash)
{
    public BrowserSession Session { get; set; } = session;

    public byte[] CookieHash { get; set; } = cookieHash;

    public bool Ended { get; set; }

    public SortedSet<string> Clients { get; } = new(StringComparer.Ordinal);

    public bool IsLive(DateTimeOffset now) => !Ended && Session.LiveUntil > now;
}

public sealed class MemorySessionStore : ISessionStore
{
    private readonly MemoryData data;

    internal MemorySessionStore(MemoryData data) => this.data = data;

    public ValueTask<BrowserSession?> FindAsync(byte[] cookieHash, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
            return new(data.Sessions.Values.Where(each => each.CookieHash.AsSpan().SequenceEqual(cookieHash) && each.IsLive(now)).Select(WithPerson).FirstOrDefault());
    }

    public ValueTask CreateAsync(BrowserSession session, byte[] cookieHash, CancellationToken ct)
    {
        lock (data.Gate)
        {
            if (data.Users.TryGetValue(session.UserId, out var user) && user.Stamp == session.UserStamp)
                data.Sessions.Add(session.Id, new MemorySession(session, cookieHash));
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<bool> RenewAsync(BrowserSession session, byte[] newCookieHash, CancellationToken ct)
    {
        lock (data.Gate)
        {
            if (!data.Sessions.TryGetValue(session.Id, out var row) || row.Ended || row.Session.UserId != session.UserId
                || !data.Users.TryGetValue(session.UserId, out var user) || user.Stamp != session.UserStamp)
                return new(false);
            row.Session = session with { Sid = row.Session.Sid, CreatedAt = row.Session.CreatedAt };
            row.CookieHash = newCookieHash;
            return new(true);
        }
    }

    public ValueTask<bool> TryJoinAsync(Guid id, string clientId, DateTimeOffset now)
    {
        lock (data.Gate)
        {
            if (!data.Sessions.TryGetValue(id, out var row) || !row.IsLive(now))
                return new(false);
            row.Clients.Add(clientId);
            return new(true);
        }
    }

    public ValueTask TouchAsync(Guid id, DateTimeOffset lastSeenAt, DateTimeOffset liveUntil, CancellationToken ct)
    {
        lock (data.Gate)
        {
            if (data.Sessions.TryGetValue(id, out var row) && !row.Ended && row.Session.LastSeenAt < lastSeenAt)
                row.Session = row.Session with { LastSeenAt = lastSeenAt, LiveUntil = liveUntil };
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<EndedSession?> EndAsync(Guid id, string reason, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
        {
            if (!data.Sessions.TryGetValue(id, out var row) || row.Ended)
                return new((EndedSession?)null);
            row.Ended = true;
            foreach (var grant in data.Grants.Values.Where(each => each.Grant is { Offline: false } grant && grant.SessionId == id))
                grant.Revoked = true;
            foreach (var clientId in row.Clients)
                if (data.Clients.TryGetValue(clientId, out var client) && LogoutNotice.For(clientId, client.Metadata, row.Session.Subject, row.Session.Sid) is { } notice)
                    data.Outbox.Add(new MemoryMessage(notice, now));
            return new(new EndedSession(row.Session.Sid, [.. row.Clients]));
        }
    }

    public ValueTask<IReadOnlyList<BrowserSession>> OfUserAsync(Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
            return new([.. data.Sessions.Values.Where(each => each.Session.UserId == userId && each.IsLive(now)).Select(WithPerson).OfType<BrowserSession>()
                .OrderByDescending(session => session.AuthTime)]);
    }

    private BrowserSession? WithPerson(MemorySession row) =>
        data.Users.TryGetValue(row.Session.UserId, out var user) ? row.Session with { Subject = user.Subject, UserStamp = user.Stamp } : null;
}
