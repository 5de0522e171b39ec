using System.Globalization;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>One of the addresses in <c>urls</c>, as Kestrel reads them: a host may be a name, an IP address, or a wildcard.</summary>
internal readonly record struct ListenAddress(string Scheme, string Host, int Port)
{
    /// <summary>Kestrel binds every interface for a host that it cannot resolve to one.</summary>
    public bool IsWildcard => Host is "*" or "+" or "0.0.0.0" or "[::]";

    public static bool TryRead(string url, out ListenAddress address)
    {
        address = default;
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || url[..scheme] is not ("http" or "https"))
            return false;
        var rest = url[(scheme + 3)..].TrimEnd('/');
        if (rest.Contains('/', StringComparison.Ordinal))
            return false;

        var colon = rest.LastIndexOf(':');
        var hasPort = colon > rest.LastIndexOf(']');
        var host = hasPort ? rest[..colon] : rest;
        var port = url.StartsWith("https", StringComparison.Ordinal) ? 443 : 80;
        if (hasPort && (!int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535))
            return false;
        address = new ListenAddress(url[..scheme], host, port);
        return host.Length > 0;
    }
}
