using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Accounts;

namespace PseIdentity.Server.Pages;

/// <summary>How a session is shown in the list of its owner.</summary>
internal sealed record SessionCard(string Sid, string? Device, bool IsHere, DateTimeOffset Since, DateTimeOffset LastSeen)
{
    public static SessionCard Of(BrowserSession session, string hereSid) => new(session.Sid, UserAgents.InWords(session.UserAgent),
        string.Equals(session.Sid, hereSid, StringComparison.Ordinal), session.CreatedAt, session.LastSeenAt);
}
