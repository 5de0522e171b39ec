using System.Buffers.Binary;
using System.Globalization;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Password hashes from elsewhere, turned into the one form that is stored: ASP.NET Core Identity's version 3.</summary>
internal static class PasswordHashImport
{
    public const string Expected = "is no password hash that can be verified: ASP.NET Core Identity version 3 in base64, or {PBKDF2-SHA512}iterations$salt$hash in base64 with a salt and a hash of 16 bytes or more.";

    private const byte Version3 = 1;
    private const uint Sha512 = 2;
    private const int HeaderLength = 13;
    private const int Shortest = 16;
    private const int MostIterations = 10_000_000;

    /// <summary>The hash as it is stored, or null when it is in no known form.</summary>
    public static string? Read(string text)
    {
        const string Prefix = "{PBKDF2-SHA512}";
        if (text.StartsWith(Prefix, StringComparison.Ordinal))
            return FromPbkdf2(text[Prefix.Length..]);
        return Decode(text) is { } bytes && IsVersion3(bytes) ? text : null;
    }

    private static string? FromPbkdf2(string text)
    {
        if (text.Split('$') is not [var count, var saltText, var hashText]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MostIterations
            || Decode(saltText) is not { Length: >= Shortest } salt || Decode(hashText) is not { Length: >= Shortest } hash)
            return null;

        var bytes = new byte[HeaderLength + salt.Length + hash.Length];
        bytes[0] = Version3;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), Sha512);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), (uint)iterations);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), (uint)salt.Length);
        salt.CopyTo(bytes, HeaderLength);
        hash.CopyTo(bytes, HeaderLength + salt.Length);
        return Convert.ToBase64String(bytes);
    }

    private static bool IsVersion3(byte[] bytes)
    {
        if (bytes.Length < HeaderLength + Shortest + Shortest || bytes[0] != Version3)
            return false;
        var function = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1));
        var iterations = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5));
        var salt = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9));
        return function <= Sha512 && iterations is > 0 and <= MostIterations && salt >= Shortest && salt <= bytes.Length - HeaderLength - Shortest;
    }

    private static byte[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
