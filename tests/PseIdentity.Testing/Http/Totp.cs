using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace PseIdentity.Testing.Http;

/// <summary>An authenticator app (RFC 6238), written apart from the one in the product so that each is the other's oracle.</summary>
public static class Totp
{
    public static string Now(string base32Secret) => At(base32Secret, DateTimeOffset.UtcNow);

    public static string At(string base32Secret, DateTimeOffset time)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, time.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // SHA-1 is what authenticator apps compute; HMAC does not need collision resistance.
        var mac = HMACSHA1.HashData(FromBase32(base32Secret), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(mac[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
