using System.Buffers.Binary;
using System.Text;

namespace PseIdentity.Server.Tests.Organizations.Dns;

/// <summary>An answer to a question, valid as it stands (RFC 1035 §4.1); a test breaks one thing.</summary>
internal sealed class DnsMessage
{
    public const ushort Txt = 16;
    public const ushort Alias = 5;

    /// <summary>The question as it came.</summary>
    public required byte[] Question { get; init; }

    /// <summary>QR, RD, RA; the last four bits are the RCODE.</summary>
    public ushort Flags { get; set; } = 0x8180;

    public ushort? Id { get; set; }

    public ushort? Questions { get; set; }

    /// <summary>The name in the question; the one that was asked unless given.</summary>
    public string? Name { get; set; }

    public List<(byte[] Owner, ushort Type, byte[] Data)> Answers { get; } = [];

    /// <summary>What nobody asked for, behind the answers.</summary>
    public List<(byte[] Owner, ushort Type, byte[] Data)> Additional { get; } = [];

    /// <summary>A pointer to the question's name.</summary>
    public static byte[] Asked { get; } = [0xC0, 12];

    public static byte[] NameOf(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    public static byte[] Text(params string[] parts) => [.. parts.SelectMany(part => (byte[])[(byte)part.Length, .. Encoding.Latin1.GetBytes(part)])];

    public DnsMessage With(string text, byte[]? owner = null)
    {
        Answers.Add((owner ?? Asked, Txt, Text(text)));
        return this;
    }

    public byte[] ToBytes()
    {
        var message = new List<byte>();
        Number(Id ?? BinaryPrimitives.ReadUInt16BigEndian(Question));
        Number(Flags);
        Number(Questions ?? 1);
        Number((ushort)Answers.Count);
        Number(0);
        Number((ushort)Additional.Count);
        message.AddRange(Name is null ? Question[12..] : [.. NameOf(Name), 0, (byte)Txt, 0, 1]);
        foreach (var (owner, type, data) in Answers.Concat(Additional))
        {
            message.AddRange(owner);
            Number(type);
            Number(1);
            Number(0);
            Number(300);
            Number((ushort)data.Length);
            message.AddRange(data);
        }
        return [.. message];

        void Number(int number) => message.AddRange([(byte)(number >> 8), (byte)number]);
    }
}
