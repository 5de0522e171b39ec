using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Server.Pages;

/// <summary>How a session is shown in the list of its owner.</summary>
internal sealed record SessionCard(string Sid, string? Device, bool IsHere, DateTimeOffset Since, DateTimeOffset LastSeen)
{
    // A browser claims to be all its ancestors: the more particular name comes first.
    private static readonly (string Token, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Token, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static SessionCard Of(BrowserSession session, string hereSid) => new(session.Sid, DeviceOf(session.UserAgent),
        string.Equals(session.Sid, hereSid, StringComparison.Ordinal), session.CreatedAt, session.LastSeenAt);

    /// <summary>Browser and system as far as a user agent tells, or null.</summary>
    internal static string? DeviceOf(string? userAgent) =>
        Name(Browsers, userAgent) is { } browser ? Name(Systems, userAgent) is { } system ? $"{browser} · {system}" : browser : null;

    private static string? Name((string Token, string Name)[] known, string? userAgent) =>
        known.FirstOrDefault(entry => userAgent?.Contains(entry.Token, StringComparison.Ordinal) == true).Name;
}
