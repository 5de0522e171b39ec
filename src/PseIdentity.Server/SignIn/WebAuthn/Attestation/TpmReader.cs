using System.Buffers.Binary;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>Reads the structures of a TPM: numbers with the greatest octet first, octets after a length of 16 bits. After a reading beyond the end it is broken.</summary>
internal ref struct TpmReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> rest = rest;
    private bool broken;

    /// <summary>Whether everything was there and nothing is left over.</summary>
    public readonly bool IsDone => !broken && rest.IsEmpty;

    public ushort UInt16() => Take(2) is { Length: 2 } octets ? BinaryPrimitives.ReadUInt16BigEndian(octets) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } octets ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;

    public byte[] Sized() => Take(UInt16()).ToArray();

    public ReadOnlySpan<byte> Take(int length)
    {
        if (broken || rest.Length < length)
        {
            broken = true;
            return default;
        }
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
