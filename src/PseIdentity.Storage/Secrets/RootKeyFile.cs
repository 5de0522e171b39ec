using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Storage.Secrets;

/// <summary>The root key of an installation that did not bring one: a file in the data directory that only its owner may read.</summary>
internal static class RootKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static byte[] ReadOrCreate(string path)
    {
        if (TryRead(path) is { } existing)
            return existing;

        DataDirectory.Create(Path.GetDirectoryName(Path.GetFullPath(path)));
        var key = RandomNumberGenerator.GetBytes(RootKey.Length);
        // Written aside and moved without overwriting: of two processes one wins, and nobody reads half a key.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
        return TryRead(path) ?? throw new InvalidOperationException($"The root key in {path} cannot be read.");
    }

    private static byte[]? TryRead(string path)
    {
        if (!File.Exists(path))
            return null;
        return Parse(File.ReadAllText(path)) ?? throw new InvalidOperationException($"{path} is not a root key: 32 bytes in base64.");
    }

    /// <summary>The key, or null when the text is not 32 bytes in base64.</summary>
    public static byte[]? Parse(string base64)
    {
        var key = new byte[RootKey.Length + 3];
        return Convert.TryFromBase64String(base64.Trim(), key, out var length) && length == RootKey.Length ? key[..RootKey.Length] : null;
    }
}
