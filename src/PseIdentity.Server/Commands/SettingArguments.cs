namespace PseIdentity.Server.Commands;

/// <summary>Tells settings (<c>--Section:Key value</c>, <c>--urls …</c>) from a command's own arguments: every command takes both, in any order.</summary>
internal static class SettingArguments
{
    private static readonly string[] WithoutSection = ["urls", "Issuer", "environment"];

    public static (string[] Settings, string[] Others) Split(IReadOnlyList<string> args)
    {
        var settings = new List<string>();
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var isOption = args[i] == MigrateCommand.IssuerOption && rest.FirstOrDefault() == MigrateCommand.Name;
            if (isOption || !IsSetting(args[i]))
            {
                rest.Add(args[i]);
                continue;
            }
            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Count)
                settings.Add(args[++i]);
        }
        return ([.. settings], [.. rest]);
    }

    private static bool IsSetting(string arg)
    {
        if (!arg.StartsWith("--", StringComparison.Ordinal))
            return false;
        var key = arg[2..].Split('=')[0];
        return key.Contains(':', StringComparison.Ordinal) || WithoutSection.Contains(key, StringComparer.OrdinalIgnoreCase);
    }
}
