namespace PseIdentity.Server.Accounts;

/// <summary>What a browser says about itself, in words for its owner.</summary>
internal static class UserAgents
{
    // A browser claims to be all its ancestors: the more particular name comes first.
    private static readonly (string Token, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Token, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>Browser and system as far as a user agent tells, or null.</summary>
    public static string? InWords(string? userAgent) =>
        Name(Browsers, userAgent) is { } browser ? Name(Systems, userAgent) is { } system ? $"{browser} · {system}" : browser : null;

    private static string? Name((string Token, string Name)[] known, string? userAgent) =>
        known.FirstOrDefault(entry => userAgent?.Contains(entry.Token, StringComparison.Ordinal) == true).Name;
}
