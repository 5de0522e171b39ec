using System.Net;
using System.Net.Sockets;

namespace PseIdentity.Protocol.Http;

/// <summary>Under what a caller is counted.</summary>
public static class CallerAddress
{
    /// <summary>One household or machine has a whole /64 of IPv6 addresses (RFC 6177).</summary>
    public static string KeyOf(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
