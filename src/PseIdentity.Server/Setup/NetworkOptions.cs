namespace PseIdentity.Server.Setup;

/// <summary>Who is believed (section <c>Network</c>).</summary>
internal sealed class NetworkOptions
{
    /// <summary>Reverse proxies, as IP addresses or CIDR ranges, whose <c>X-Forwarded-For</c> and <c>-Host</c> are believed, and <c>Client-Cert</c> (RFC 9440) where <c>Mtls:Url</c> is set and the request came to its host as <c>Host</c> says: they must remove what callers send under these names. Without it every caller seems to be the proxy: rate limits and the activity list would count them as one.</summary>
    /// <value>none</value>
    public IReadOnlyList<string> KnownProxies { get; set; } = [];
}
