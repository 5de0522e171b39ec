namespace PseIdentity.Storage;

/// <summary>Where the files are: for the program's own account alone, because they are about people.</summary>
internal static class DataDirectory
{
    /// <summary>Makes an empty file that only the program's own account reads; the files that SQLite puts beside it take over its mode.</summary>
    public static void CreateFile(string path)
    {
        if (File.Exists(path))
            return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
    }

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
