namespace PseIdentity.Server.Hardening;

/// <summary>How many requests one address may make (section <c>RateLimits</c>), counted by each node for itself. They protect the machine; guessing is stopped by lockout.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>Off only where something in front of the program limits already, and for load tests.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests a minute to the protocol's endpoints. A portal's server is one address for all its users: raise it for large ones.</summary>
    public int ProtocolPerMinute { get; set; } = 6_000;

    /// <summary>Requests a minute to the pages. An office behind one address shares it.</summary>
    public int PagesPerMinute { get; set; } = 1_200;
}
