namespace PseIdentity.Storage;

/// <summary>Where the files are: for the program's own account alone, because they are about people.</summary>
internal static class DataDirectory
{
    public static void Create(string? path)
    {
        if (string.IsNullOrEmpty(path) || Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
