using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Demo;

/// <summary>What an authenticator app would show now (RFC 6238 with SHA-1, 30 seconds, 6 digits), for people who have none at hand.</summary>
internal static class AuthenticatorCode
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string At(DateTimeOffset time, string secret)
    {
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, time.ToUnixTimeSeconds() / 30);

        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 authenticators use SHA-1
        HMACSHA1.HashData(Decode(secret), step, mac);
#pragma warning restore CA5350

        // RFC 4226 §5.3: dynamic truncation.
        var binary = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xf)..]) & 0x7fffffff;
        return (binary % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string secret)
    {
        var octets = new List<byte>();
        var (bits, held) = (0, 0);
        foreach (var letter in secret)
        {
            (bits, held) = ((bits << 5) | Base32.IndexOf(letter, StringComparison.Ordinal), held + 5);
            if (held < 8)
                continue;
            held -= 8;
            octets.Add((byte)(bits >> held));
            bits &= (1 << held) - 1;
        }

        return [.. octets];
    }
}
