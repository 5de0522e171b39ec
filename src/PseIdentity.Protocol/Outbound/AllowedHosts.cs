using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PseIdentity.Protocol.Outbound;

/// <summary>Which addresses an outbound request may reach: public ones, and those that the operator named.</summary>
internal sealed class AllowedHosts
{
    private readonly HashSet<string> hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> networks = [];

    public AllowedHosts(IEnumerable<string> entries)
    {
        foreach (var entry in entries)
            if (entry.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(entry, out var network))
                networks.Add(network);
            else
                hosts.Add(entry);
    }

    /// <summary>True when the operator named this host, with its port or without.</summary>
    public bool Names(string host, int port) =>
        hosts.Contains(host) || hosts.Contains(string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"))
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && networks.Exists(n => n.Contains(address)));

    /// <summary>True for an address in a named network, or for a public unicast one.</summary>
    public bool MayReach(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return networks.Exists(n => n.Contains(address)) || IsPublic(address);
    }

    // IANA special-purpose registries (RFC 6890): only what is globally reachable is public.
    private static bool IsPublic(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(SpecialV4, n => n.Contains(address))
            : GlobalUnicastV6.Contains(address) && !Array.Exists(SpecialV6, n => n.Contains(address));

    private static readonly IPNetwork GlobalUnicastV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Teredo, ORCHID, documentation and 6to4 lie inside the global range; NAT64 (64:ff9b::/96) lies outside it.
    private static readonly IPNetwork[] SpecialV6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];
}
