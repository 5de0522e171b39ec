using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;

namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>
/// ASP.NET Core Identity's own: version 2 (PBKDF2-HMAC-SHA1, 1,000 iterations) and version 3, which says function, iterations and salt itself.
/// </summary>
internal sealed class IdentityFormat : IPasswordFormat
{
    private const byte Version2 = 0;
    private const byte Version3 = 1;
    private const int LengthOfVersion2 = 1 + 16 + 32;
    private const int HeaderLength = 13;
    private static readonly int[] Digests = [20, 32, 64];
    private static readonly object Nobody = new();
    private static readonly PasswordHasher<object> Hasher = new();

    public HashReading? Read(string text) => Decode(text) switch
    {
        [Version2, ..] bytes when bytes.Length == LengthOfVersion2 => Usable(text),
        [Version3, ..] bytes when bytes.Length > HeaderLength => ReadVersion3(text, bytes),
        _ => null,
    };

    /// <summary>Whether it is version 3 with HMAC-SHA512 and this many iterations or more.</summary>
    public static bool IsAtLeast(string text, int iterations) =>
        Decode(text) is [Version3, ..] bytes && bytes.Length > HeaderLength && Number(bytes, 1) == 2 && Number(bytes, 5) >= iterations;

    /// <summary>Writes version 3 with HMAC-SHA512.</summary>
    public static string Write(int iterations, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> key)
    {
        var bytes = new byte[HeaderLength + salt.Length + key.Length];
        bytes[0] = Version3;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), 2);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), (uint)iterations);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), (uint)salt.Length);
        salt.CopyTo(bytes.AsSpan(HeaderLength));
        key.CopyTo(bytes.AsSpan(HeaderLength + salt.Length));
        return Convert.ToBase64String(bytes);
    }

    private static HashReading ReadVersion3(string text, byte[] bytes)
    {
        var (function, iterations, salt) = (Number(bytes, 1), Number(bytes, 5), Number(bytes, 9));
        if (function >= Digests.Length || salt > bytes.Length - HeaderLength)
            return new HashReading.Unusable("is no hash of ASP.NET Core Identity version 3.");
        // The platform's own compare wants a salt and a key of 128 bits or more.
        var key = bytes.Length - HeaderLength - (int)salt;
        if (salt < 16)
            return new HashReading.Unusable("is no hash of ASP.NET Core Identity version 3: its salt has 16 bytes or more.");
        return Pbkdf2Cost.Problem(iterations, (int)salt, key, Digests[function]) is { } problem ? new HashReading.Unusable(problem) : Usable(text);
    }

    private static HashReading.Usable Usable(string text) => new(text, password => Hasher.VerifyHashedPassword(Nobody, text, password) != PasswordVerificationResult.Failed);

    private static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

    private static byte[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
