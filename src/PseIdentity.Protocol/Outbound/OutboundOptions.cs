namespace PseIdentity.Protocol.Outbound;

/// <summary>What the provider may call (section <c>Network</c>).</summary>
public sealed class OutboundOptions
{
    /// <summary>
    /// <c>host[:port]</c> or CIDR that may be reached although private or loopback, and by plain http.
    /// Public https is always allowed, everything else refused. Each entry is a hole for server-side request forgery: name as little as possible.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>One deadline for a whole exchange.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many documents (jwks_uri, request_uri, metadata documents, …) a node fetches from one host in a minute; further ones fail as if the host did not
    /// answer. Nobody can use this provider to flood another's server. Raise it where a large application of yours sends requests by reference.
    /// </summary>
    public int FetchesPerHostAndMinute { get; set; } = 120;

    /// <summary>The same for all hosts together.</summary>
    public int FetchesPerMinute { get; set; } = 1_200;

    /// <summary>Bytes that an answer may have.</summary>
    public int LongestAnswer { get; set; } = 64 * 1024;
}
