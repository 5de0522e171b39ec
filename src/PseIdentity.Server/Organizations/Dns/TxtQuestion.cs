using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Server.Organizations.Dns;

/// <summary>What a name server said to a question.</summary>
internal abstract record DnsAnswer
{
    /// <summary>The texts that the name has; none where there is no such name.</summary>
    internal sealed record Texts(IReadOnlyList<string> Values) : DnsAnswer;

    /// <summary>The rest of the answer is had by TCP (RFC 1035 §4.2.1).</summary>
    internal sealed record Truncated : DnsAnswer;

    /// <summary>The server cannot or does not want to say.</summary>
    internal sealed record Failed(int Code) : DnsAnswer;

    /// <summary>No answer to this question: somebody else's, or a forged one.</summary>
    internal sealed record Foreign : DnsAnswer;
}

/// <summary>One question for the TXT records of a name (RFC 1035 §4.1), and how its answer is read.</summary>
internal sealed class TxtQuestion
{
    private const ushort Txt = 16;
    private const ushort Alias = 5;
    private const ushort Internet = 1;
    private const int MostRecords = 100;
    private const int MostAliases = 8;
    private readonly ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
    private readonly string name;

    /// <param name="name">In lower-case ASCII, without a dot at its end; 253 characters at most.</param>
    public TxtQuestion(string name)
    {
        this.name = name;
        Message = Write();
    }

    public byte[] Message { get; }

    /// <exception cref="DnsFormatException">It is no message.</exception>
    public DnsAnswer Read(ReadOnlySpan<byte> message)
    {
        var reader = new DnsReader(message);
        var (answers, isOurs, flags) = Header(ref reader);
        // RFC 5452 §9.1: what does not repeat id and question is not the answer to it.
        if (!isOurs || reader.Name() != name || reader.Number() != Txt || reader.Number() != Internet)
            return new DnsAnswer.Foreign();
        if ((flags & 0x0200) != 0)
            return new DnsAnswer.Truncated();
        const int noError = 0, noSuchName = 3;
        return (flags & 0xF) switch
        {
            noError => new DnsAnswer.Texts(Texts(ref reader, answers)),
            noSuchName => new DnsAnswer.Texts([]),
            var code => new DnsAnswer.Failed(code),
        };
    }

    private (int Answers, bool IsOurs, ushort Flags) Header(ref DnsReader reader)
    {
        var itsId = reader.Number();
        var flags = reader.Number();
        var questions = reader.Number();
        var answers = reader.Number();
        // The sections after the answer hold what nobody asked for; they are not read.
        reader.Skip(4);
        // A response (QR) to a standard query (opcode 0).
        return (answers, itsId == id && (flags & 0xF800) == 0x8000 && questions == 1, flags);
    }

    private List<string> Texts(ref DnsReader reader, int answers)
    {
        if (answers > MostRecords)
            throw new DnsFormatException("The answer has too many records.");
        var texts = new List<(string Owner, string Text)>();
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < answers; i++)
        {
            var owner = reader.Name();
            var (type, kind) = (reader.Number(), reader.Number());
            reader.Skip(4);
            var length = reader.Number();
            var end = reader.Position + length;
            if (kind == Internet && type == Txt)
                texts.Add((owner, Text(reader.Take(length))));
            else if (kind == Internet && type == Alias)
                aliases[owner] = reader.Name();
            else
                reader.Skip(length);
            if (reader.Position != end)
                throw new DnsFormatException("A record is not as long as it says.");
        }

        // RFC 1034 §3.6.2: the name may stand for another one, whose records come along.
        var asked = name;
        for (var i = 0; i < MostAliases && aliases.TryGetValue(asked, out var target); i++)
            asked = target;
        return [.. texts.Where(text => text.Owner == asked).Select(text => text.Text)];
    }

    /// <summary>RFC 1035 §3.3.14: "One or more character-strings", which belong together.</summary>
    private static string Text(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        while (!data.IsEmpty)
        {
            if (data[0] > data.Length - 1)
                throw new DnsFormatException("A text is longer than its record.");
            text.Append(Encoding.Latin1.GetString(data.Slice(1, data[0])));
            data = data[(data[0] + 1)..];
        }
        return text.ToString();
    }

    private byte[] Write()
    {
        const ushort recursionDesired = 0x0100;
        const int header = 12;
        var message = new byte[header + name.Length + 2 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), recursionDesired);
        message[5] = 1;
        var at = header;
        foreach (var label in name.Split('.'))
        {
            message[at] = (byte)label.Length;
            at += 1 + Encoding.ASCII.GetBytes(label, message.AsSpan(at + 1));
        }
        at++;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), Txt);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 2), Internet);
        return message;
    }
}
