using System.Globalization;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>Lists may be written as one value with commas: <c>Network__KnownProxies=10.0.0.1,10.0.0.2</c>.</summary>
internal static class SettingLists
{
    public static void SplitIn(ConfigurationManager configuration, params ReadOnlySpan<string> keys)
    {
        var entries = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys)
        {
            var parts = (configuration[key] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < parts.Length; i++)
                entries[string.Create(CultureInfo.InvariantCulture, $"{key}:{i}")] = parts[i];
        }
        configuration.AddInMemoryCollection(entries);
    }
}
