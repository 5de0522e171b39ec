namespace PseIdentity.Protocol.Approvals;

/// <summary>Requests that wait for a person elsewhere (section <c>Approvals</c>): devices (RFC 8628) and decoupled sign-in (CIBA).</summary>
public sealed class ApprovalOptions
{
    /// <summary>Characters of a request that is kept until somebody decides.</summary>
    internal const int LongestRequest = 8 * 1024;

    /// <summary>How long a device waits for the person. Longer is kinder to those who look for their telephone, and gives phishing more time (RFC 8628 §5.4).</summary>
    public TimeSpan DeviceCodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a decoupled sign-in waits, unless the client asks for another time (CIBA §7.1, <c>requested_expiry</c>).</summary>
    public TimeSpan AuthenticationRequestLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest that a client may ask for.</summary>
    public TimeSpan LongestAuthenticationRequest { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a client waits between two polls. Shorter answers sooner and costs a request each time.</summary>
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many decoupled sign-ins may wait for one person at a time. Further ones are answered as if they went well, and tell nobody: a client that sends
    /// message after message until somebody gives in does not get there, and does not learn who has an account.
    /// </summary>
    public int InvitationsAtATime { get; set; } = 5;

    /// <summary>How many such messages one person gets in an hour, of all clients together. Raise it where people approve many things a day.</summary>
    public int InvitationsPerHour { get; set; } = 20;

    /// <summary>Until when what was approved may still be redeemed: the gate has to remember it at least as long.</summary>
    public TimeSpan Longest => new[] { DeviceCodeLifetime, AuthenticationRequestLifetime, LongestAuthenticationRequest }.Max();
}
