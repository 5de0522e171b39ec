using System.Net;
using System.Net.Sockets;

namespace PseIdentity.Protocol.Http;

/// <summary>Under what a caller is counted.</summary>
public static class CallerAddress
{
    /// <summary>One household or machine has a whole /64 of IPv6 addresses (RFC 6177).</summary>
    public static string KeyOf(IPAddress? address) => Plain(address) switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } v6 => Convert.ToHexString(v6.GetAddressBytes().AsSpan(0, 8)),
        var v4 => v4.ToString(),
    };

    /// <summary>The network around it: a site has a /48 (RFC 6177 §2), and a /24 of IPv4.</summary>
    public static string NetworkOf(IPAddress? address) => Plain(address) switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } v6 => Convert.ToHexString(v6.GetAddressBytes().AsSpan(0, 6)),
        var v4 => Convert.ToHexString(v4.GetAddressBytes().AsSpan(0, 3)),
    };

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
