using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PseIdentity.Protocol.Jose;

/// <summary>AES Key Wrap with the default initial value (RFC 3394 §2.2, RFC 7518 §4.4).</summary>
internal static class AesKeyWrap
{
    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;

    public static byte[] Wrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> key)
    {
        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        var n = key.Length / 8;
        byte[] wrapped = [.. new byte[8], .. key];
        var a = InitialValue;
        Span<byte> block = stackalloc byte[16];
        for (var j = 0; j < 6; j++)
            for (var i = 1; i <= n; i++)
            {
                BinaryPrimitives.WriteUInt64BigEndian(block, a);
                wrapped.AsSpan(8 * i, 8).CopyTo(block[8..]);
                aes.EncryptEcb(block, block, PaddingMode.None);
                a = BinaryPrimitives.ReadUInt64BigEndian(block) ^ (ulong)((n * j) + i);
                block[8..].CopyTo(wrapped.AsSpan(8 * i, 8));
            }
        BinaryPrimitives.WriteUInt64BigEndian(wrapped, a);
        return wrapped;
    }

    /// <summary>The key, or null when it was not wrapped under this wrapping key.</summary>
    public static byte[]? Unwrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < 24 || wrapped.Length % 8 != 0 || wrapped.Length > 72)
            return null;

        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        var n = (wrapped.Length / 8) - 1;
        var key = wrapped[8..].ToArray();
        var a = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        Span<byte> block = stackalloc byte[16];
        for (var j = 5; j >= 0; j--)
            for (var i = n; i >= 1; i--)
            {
                BinaryPrimitives.WriteUInt64BigEndian(block, a ^ (ulong)((n * j) + i));
                key.AsSpan(8 * (i - 1), 8).CopyTo(block[8..]);
                aes.DecryptEcb(block, block, PaddingMode.None);
                a = BinaryPrimitives.ReadUInt64BigEndian(block);
                block[8..].CopyTo(key.AsSpan(8 * (i - 1), 8));
            }
        return a == InitialValue ? key : null;
    }
}
