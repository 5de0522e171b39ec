using System.Buffers;

namespace PseIdentity.Protocol.Clients;

/// <summary>The few questions that rules ask of a URL.</summary>
public static class WebAddress
{
    // RFC 3986 §2: unreserved, reserved, and the percent sign.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    public static bool IsSpelledAsItTravels(string uri) => uri.Length > 0 && !uri.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>False for "/path", which System.Uri takes for a file on some systems.</summary>
    public static bool HasScheme(string uri) => uri.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && uri.AsSpan(0, colon).IndexOfAny('/', '?', '#') < 0;

    /// <summary>https, or http where it cannot leave the machine or the installation is a developer's.</summary>
    public static bool IsSecure(string uri, bool development) =>
        IsSpelledAsItTravels(uri) && HasScheme(uri) && Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.UserInfo.Length == 0
        && (parsed.Scheme == "https" || (parsed.Scheme == "http" && (parsed.IsLoopback || development)));

    /// <summary>An origin as browsers write it (RFC 6454 §6.2): scheme, host in lower case, port unless the default, and nothing after it.</summary>
    public static bool IsOrigin(string origin) =>
        IsSpelledAsItTravels(origin) && Uri.TryCreate(origin, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http"
        && string.Equals(parsed.GetLeftPart(UriPartial.Authority), origin, StringComparison.Ordinal) && parsed.UserInfo.Length == 0;
}
