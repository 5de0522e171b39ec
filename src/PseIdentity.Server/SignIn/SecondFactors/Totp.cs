using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>Time-based one-time passwords as authenticator apps compute them: SHA-1, six digits, steps of 30 seconds (RFC 6238, RFC 4226).</summary>
internal static class Totp
{
    public const int Digits = 6;

    private const int StepSeconds = 30;

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    // RFC 6238 allows nothing weaker to be assumed: SHA-1 is what apps compute unless told otherwise, and many do not listen; HMAC does not need collision resistance.
#pragma warning disable CA5350
    public static string CodeAt(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
        HMACSHA1.HashData(secret, counter, mac);

        // RFC 4226 §5.3, dynamic truncation.
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[19] & 0xf)..]) & 0x7fffffff;
        return (number % (long)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }
#pragma warning restore CA5350

    /// <summary>The step whose code this is, one step of clock drift either way (RFC 6238 §5.2); null for none. Takes the same time for every code.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        var typed = Encoding.UTF8.GetBytes(code);
        long? match = null;
        foreach (var drift in (ReadOnlySpan<int>)[-1, 0, 1])
        {
            var step = StepAt(now) + drift;
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(secret, step)), typed))
                match = step;
        }
        return match;
    }
}
