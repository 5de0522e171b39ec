using System.Net;
using Microsoft.Extensions.Options;

namespace PseIdentity.Server.Organizations.Dns;

/// <summary>The name servers that are asked: the setting's, or the system's.</summary>
internal sealed class NameServers(IOptions<DnsOptions> options)
{
    private const string SystemFile = "/etc/resolv.conf";
    private const int Port = 53;

    public IReadOnlyList<IPEndPoint> All => options.Value.Servers.Count > 0 ? [.. options.Value.Servers.Select(Parse).OfType<IPEndPoint>()] : OfSystem();

    /// <summary>An address with or without a port; null for anything else.</summary>
    public static IPEndPoint? Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPEndPoint(address, Port)
        : IPEndPoint.TryParse(text, out var server) && server.Port > 0 ? server
        : null;

    private static List<IPEndPoint> OfSystem() => !File.Exists(SystemFile) ? [] :
    [
        .. File.ReadLines(SystemFile).Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..]).Select(words => Parse(words[1])).OfType<IPEndPoint>(),
    ];
}
