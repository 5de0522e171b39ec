using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PseIdentity.Server.Organizations.Dns;

/// <summary>A message (RFC 1035 §4.1) that breaks the format.</summary>
internal sealed class DnsFormatException(string detail) : Exception(detail);

/// <summary>Reads a message from front to back. Every length is checked against what is there, and names can only point backwards.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message)
{
    private const int LongestName = 255;
    private readonly ReadOnlySpan<byte> message = message;

    public int Position { get; private set; }

    public ushort Number() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public void Skip(int count) => Take(count);

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > message.Length - Position)
            throw new DnsFormatException("The message ends too early.");
        var taken = message.Slice(Position, count);
        Position += count;
        return taken;
    }

    /// <summary>The name at this place, in lower case, without a dot at its end.</summary>
    public string Name()
    {
        var name = new StringBuilder();
        var at = Position;
        var length = 1;
        var end = -1;
        var before = at;
        while (true)
        {
            var head = Byte(at);
            if (head == 0)
                break;
            // RFC 1035 §4.1.4: "a prior occurrence of the same name". Each pointer leads before the place that the last one led to: no loop is possible.
            if (head >= 0xC0)
            {
                var target = ((head & 0x3F) << 8) | Byte(at + 1);
                if (target >= before)
                    throw new DnsFormatException("A pointer in a name does not lead backwards.");
                end = end < 0 ? at + 2 : end;
                at = before = target;
                continue;
            }
            if (head > 63)
                throw new DnsFormatException("A label is of a kind that nobody uses.");
            if (at + 1 + head > message.Length || (length += head + 1) > LongestName)
                throw new DnsFormatException("A name is too long.");
            Append(name, message.Slice(at + 1, head));
            at += head + 1;
        }
        Position = end < 0 ? at + 1 : end;
        return name.ToString();
    }

    private readonly byte Byte(int at) => at < message.Length ? message[at] : throw new DnsFormatException("A name ends too early.");

    // A dot within a label is not one between labels.
    private static void Append(StringBuilder name, ReadOnlySpan<byte> label)
    {
        if (name.Length > 0)
            name.Append('.');
        foreach (var value in label)
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_')
                name.Append(char.ToLowerInvariant((char)value));
            else
                name.Append(CultureInfo.InvariantCulture, $"\\{value:000}");
    }
}
