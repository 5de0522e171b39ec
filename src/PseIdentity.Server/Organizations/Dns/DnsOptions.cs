namespace PseIdentity.Server.Organizations.Dns;

/// <summary>Whom this program asks when an organisation proves a domain (section <c>Dns</c>).</summary>
internal sealed class DnsOptions
{
    /// <summary>Name servers that answer recursively, such as <c>192.0.2.53</c> or <c>[2001:db8::53]:5353</c>, in the order in which they are asked; those of the system (<c>/etc/resolv.conf</c>) unless given. What they say is believed: name servers of your own, over a network of your own.</summary>
    public IList<string> Servers { get; set; } = [];

    /// <summary>How long one server may take to answer; 3 seconds by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often every server is asked before the answer is that there is none; twice by default.</summary>
    public int Tries { get; set; } = 2;
}
