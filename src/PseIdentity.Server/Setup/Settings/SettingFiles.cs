namespace PseIdentity.Server.Setup.Settings;

/// <summary>
/// Secrets in files: <c>Section:Key_FILE</c> names a file whose content is the value of <c>Section:Key</c>,
/// as container platforms hand secrets over. One line break at the end is not part of the value.
/// </summary>
internal static class SettingFiles
{
    private const string Suffix = "_FILE";

    public static void AddTo(ConfigurationManager configuration, List<SettingMistake> mistakes)
    {
        var contents = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, path) in Named(configuration).ToList())
        {
            var key = name[..^Suffix.Length];
            if (configuration[key] is { Length: > 0 })
                mistakes.Add(new(key, $"is given twice, here and as {name}; keep one of them."));
            else if (Read(path) is { } content)
                contents[key] = content;
            else
                mistakes.Add(new(name, $"names the file '{path}', which cannot be read."));
        }
        configuration.AddInMemoryCollection(contents);
    }

    // Only names inside a section: the environment holds many variables that end like this and are not ours.
    private static IEnumerable<(string Name, string Path)> Named(IConfiguration configuration) =>
        from pair in configuration.AsEnumerable()
        where pair.Key.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(pair.Value)
        where SettingsCatalog.Sections.Any(section => pair.Key.StartsWith(section.Name + ":", StringComparison.OrdinalIgnoreCase))
        select (pair.Key, pair.Value);

    private static string? Read(string path)
    {
        try
        {
            var content = File.ReadAllText(path);
            return content.EndsWith("\r\n", StringComparison.Ordinal) ? content[..^2] : content.EndsWith('\n') ? content[..^1] : content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
