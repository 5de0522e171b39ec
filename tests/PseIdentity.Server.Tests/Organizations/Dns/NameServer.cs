using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace PseIdentity.Server.Tests.Organizations.Dns;

/// <summary>A name server on loopback, by UDP and TCP on one port. What it says to a question is the test's affair.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Socket udp;
    private readonly Socket tcp;
    private readonly Task[] loops;

    public NameServer()
    {
        (udp, tcp) = Bind();
        loops = [AnswerByUdpAsync(), AnswerByTcpAsync()];
    }

    /// <summary>The datagrams that answer a question, in their order.</summary>
    public Func<byte[], IEnumerable<byte[]>> ByUdp { get; set; } = question => [new DnsMessage { Question = question }.ToBytes()];

    /// <summary>The message that answers it by TCP; null hangs up.</summary>
    public Func<byte[], byte[]?> ByTcp { get; set; } = _ => null;

    /// <summary>The ports that questions came from.</summary>
    public List<int> Ports { get; } = [];

    public string Address => $"127.0.0.1:{((IPEndPoint)udp.LocalEndPoint!).Port}";

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        udp.Dispose();
        tcp.Dispose();
        await Task.WhenAll(loops);
        stop.Dispose();
    }

    // A port that is free for both.
    private static (Socket Udp, Socket Tcp) Bind()
    {
        for (var tries = 0; ; tries++)
        {
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                tcp.Listen();
                udp.Bind(tcp.LocalEndPoint!);
                return (udp, tcp);
            }
            catch (SocketException) when (tries < 20)
            {
                tcp.Dispose();
                udp.Dispose();
            }
        }
    }

    private async Task AnswerByUdpAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var asked = await udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stop.Token);
                Ports.Add(((IPEndPoint)asked.RemoteEndPoint).Port);
                foreach (var answer in ByUdp(buffer[..asked.ReceivedBytes]))
                    await udp.SendToAsync(answer, SocketFlags.None, asked.RemoteEndPoint, stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task AnswerByTcpAsync()
    {
        try
        {
            while (true)
            {
                using var caller = await tcp.AcceptAsync(stop.Token);
                await using var stream = new NetworkStream(caller);
                var head = new byte[2];
                await stream.ReadExactlyAsync(head, stop.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
                await stream.ReadExactlyAsync(question, stop.Token);
                if (ByTcp(question) is not { } answer)
                    continue;
                BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)answer.Length);
                await stream.WriteAsync((byte[])[.. head, .. answer], stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
        {
        }
    }
}
