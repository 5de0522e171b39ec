using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>The system's <c>libargon2.so.1</c>, the reference implementation of Argon2 (RFC 9106).</summary>
internal static class LibArgon2
{
    public const string Missing = "needs the system's libargon2.so.1 (Debian: libargon2-1), which is not there.";

    private const string Name = "libargon2.so.1";
    private const int LongestEncoded = 512;

    private static readonly Lazy<bool> Loaded = new(() => NativeLibrary.TryLoad(Name, out _));

    public static bool IsThere => Loaded.Value;

    /// <summary>A hash of Argon2id with a new salt of 128 bits and a tag of 256, in PHC string form.</summary>
    /// <param name="memory">KiB.</param>
    public static string Hash(string password, int memory, int passes, int lanes)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var encoded = new byte[LongestEncoded];
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            var error = NativeMethods.Hash((uint)passes, (uint)memory, (uint)lanes, bytes, (nuint)bytes.Length, salt, (nuint)salt.Length, 32, encoded, (nuint)encoded.Length);
            if (error != 0)
                throw new CryptographicException($"libargon2 answered {error}.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
        return Encoding.ASCII.GetString(encoded, 0, Array.IndexOf(encoded, (byte)0));
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Verify(string encoded, string password, Argon2Type type)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            return NativeMethods.Verify(Encoding.ASCII.GetBytes(encoded + "\0"), bytes, (nuint)bytes.Length, (int)type) == 0;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static class NativeMethods
    {
        [DllImport(Name, EntryPoint = "argon2id_hash_encoded")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Hash(uint passes, uint memory, uint lanes, byte[] password, nuint passwordLength, byte[] salt, nuint saltLength, nuint tagLength, byte[] encoded, nuint encodedLength);

        [DllImport(Name, EntryPoint = "argon2_verify")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Verify(byte[] encoded, byte[] password, nuint passwordLength, int type);
    }
}

/// <summary>The variants of Argon2 by their numbers (RFC 9106 §3.1).</summary>
internal enum Argon2Type
{
    D = 0,
    I = 1,
    Id = 2,
}
