namespace PseIdentity.Server.Setup;

/// <summary>Who is believed and who may be reached (section <c>Network</c>). Lists are indexed (<c>Network__KnownProxies__0</c>) or one value with commas.</summary>
internal sealed class NetworkOptions
{
    /// <summary>Reverse proxies, as IP addresses or CIDR ranges, whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed. Without it every caller seems to be the proxy: rate limits and the activity list would count them as one.</summary>
    /// <value>none</value>
    public IReadOnlyList<string> KnownProxies { get; set; } = [];

    /// <summary>Hosts (<c>host</c> or <c>host:port</c>) or CIDR ranges that outbound fetches (a client's <c>jwks_uri</c>, back-channel logout) may reach although they are private or loopback, and by plain http. Public https is always allowed; everything else is refused.</summary>
    /// <value>none</value>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];
}
