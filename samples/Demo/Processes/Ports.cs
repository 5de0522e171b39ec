using System.Net;
using System.Net.Sockets;

namespace Demo.Processes;

/// <summary>Looks whether somebody listens already, before anything is started or deleted.</summary>
internal static class Ports
{
    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
        catch (SocketException) // this machine has no such address
        {
            return true;
        }
    }
}
