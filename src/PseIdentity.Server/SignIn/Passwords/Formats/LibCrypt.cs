using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>The system's <c>libcrypt.so.1</c> (libxcrypt), which knows bcrypt.</summary>
internal static class LibCrypt
{
    public const string Missing = "needs the system's libcrypt.so.1 with bcrypt (Debian: libcrypt1), which is not there.";

    // struct crypt_data: 32 KiB in libxcrypt, 128 in glibc's own.
    private const int DataLength = 256 * 1024;
    private const string Name = "libcrypt.so.1";

    private static readonly Lazy<bool> Tried = new(() =>
        NativeLibrary.TryLoad(Name, out _) && Hash("x"u8, "$2b$04$abcdefghijklmnopqrstuu") is { Length: 60 });

    public static bool IsThere => Tried.Value;

    /// <summary>What <c>crypt_r(3)</c> answers, or null.</summary>
    /// <param name="password">Without a zero byte, which would end it.</param>
    public static string? Hash(ReadOnlySpan<byte> password, string setting)
    {
        // Pinned: the answer is a pointer into it.
        var data = GC.AllocateArray<byte>(DataLength, pinned: true);
        var phrase = new byte[password.Length + 1];
        password.CopyTo(phrase);
        try
        {
            var answer = NativeMethods.Crypt(phrase, Encoding.ASCII.GetBytes(setting + "\0"), data);
            return answer == IntPtr.Zero ? null : Marshal.PtrToStringAnsi(answer);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(phrase);
            CryptographicOperations.ZeroMemory(data);
        }
    }

    private static class NativeMethods
    {
        [DllImport(Name, EntryPoint = "crypt_r")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern IntPtr Crypt(byte[] phrase, byte[] setting, byte[] data);
    }
}
