using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace PseIdentity.Server.Organizations.Dns;

/// <summary>No name server gave an answer.</summary>
internal sealed class DnsUnreachableException(string detail) : Exception(detail);

/// <summary>Asks name servers for the TXT records of a name: by UDP from a port of its own for each question (RFC 5452 §9.2), by TCP where the answer is longer.</summary>
internal sealed class TxtLookup(IOptions<DnsOptions> options, NameServers servers)
{
    private const int LongestDatagram = 4_096;
    private const int LongestAnswer = 16_384;

    /// <summary>Datagrams that are no answer to the question are left aside; after so many, somebody is trying to forge one.</summary>
    private const int MostForeign = 16;

    /// <exception cref="DnsUnreachableException">No server answered.</exception>
    public async Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken ct)
    {
        var asked = servers.All;
        if (asked.Count == 0)
            throw new DnsUnreachableException("There is no name server: set Dns:Servers.");
        var last = "";
        for (var tries = 0; tries < options.Value.Tries; tries++)
            foreach (var server in asked)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(options.Value.Timeout);
                try
                {
                    if (await AskAsync(server, new TxtQuestion(name), limit.Token) is DnsAnswer.Texts texts)
                        return texts.Values;
                    last = $"{server} could not say.";
                }
                catch (OperationCanceledException) when (!ct.IsCancellationRequested)
                {
                    last = $"{server} did not answer in time.";
                }
                catch (Exception e) when (e is SocketException or IOException or DnsFormatException)
                {
                    last = $"{server}: {e.Message}";
                }
            }
        throw new DnsUnreachableException(last);
    }

    private static async Task<DnsAnswer> AskAsync(IPEndPoint server, TxtQuestion question, CancellationToken ct)
    {
        var answer = await AskByUdpAsync(server, question, ct);
        return answer is DnsAnswer.Truncated ? await AskByTcpAsync(server, question, ct) : answer;
    }

    private static async Task<DnsAnswer> AskByUdpAsync(IPEndPoint server, TxtQuestion question, CancellationToken ct)
    {
        // Connected: the system hands on only what this server sends, to a port that it chose at random.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, ct);
        await socket.SendAsync(question.Message, SocketFlags.None, ct);
        var buffer = new byte[LongestDatagram];
        for (var i = 0; i < MostForeign; i++)
        {
            var length = await socket.ReceiveAsync(buffer, SocketFlags.None, ct);
            if (TryRead(question, buffer.AsSpan(0, length)) is { } answer)
                return answer;
        }
        throw new DnsFormatException("The answers that came do not belong to the question.");
    }

    private static async Task<DnsAnswer> AskByTcpAsync(IPEndPoint server, TxtQuestion question, CancellationToken ct)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, ct);
        await using var stream = new NetworkStream(socket);

        // RFC 1035 §4.2.2: each message is preceded by its length.
        var framed = new byte[2 + question.Message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Message.Length);
        question.Message.CopyTo(framed, 2);
        await stream.WriteAsync(framed, ct);

        var head = new byte[2];
        await stream.ReadExactlyAsync(head, ct);
        var length = BinaryPrimitives.ReadUInt16BigEndian(head);
        if (length > LongestAnswer)
            throw new DnsFormatException("The answer is too long.");
        var message = new byte[length];
        await stream.ReadExactlyAsync(message, ct);
        return question.Read(message) is var answer and not (DnsAnswer.Foreign or DnsAnswer.Truncated) ? answer
            : throw new DnsFormatException("The answer does not belong to the question.");
    }

    // Whoever can send datagrams in the server's name must not be able to end the question by sending nonsense.
    private static DnsAnswer? TryRead(TxtQuestion question, ReadOnlySpan<byte> message)
    {
        try
        {
            return question.Read(message) is var answer and not DnsAnswer.Foreign ? answer : null;
        }
        catch (DnsFormatException)
        {
            return null;
        }
    }
}
