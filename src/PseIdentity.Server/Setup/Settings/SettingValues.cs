using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>Checks every value against the type of its property before anything is bound, so that all mistakes are found at once.</summary>
internal static class SettingValues
{
    public static IEnumerable<SettingMistake> Check(IConfiguration configuration)
    {
        foreach (var section in SettingsCatalog.Sections.GroupBy(section => section.Name))
            foreach (var mistake in Check(configuration.GetSection(section.Key), section.SelectMany(part => SettingProperties.Of(part.Options)).ToList()))
                yield return mistake;
    }

    // A section within another one is checked by itself.
    private static bool IsSection(string path) => SettingsCatalog.Sections.Any(section => section.Name.Equals(path, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<SettingMistake> Check(IConfigurationSection section, List<PropertyInfo> properties)
    {
        foreach (var child in section.GetChildren())
        {
            if (child.Key.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase) || IsSection(child.Path))
                continue;
            var property = properties.Find(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
                yield return new(child.Path, $"is not a setting; this section has {string.Join(", ", properties.Select(p => p.Name))}.");
            else if (child.Value is { } value && Problem(value, property.PropertyType) is { } sentence)
                yield return new(child.Path, sentence);
        }
    }

    private static string? Problem(string value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || !(type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan)))
            return null;
        // .NET reads "60" as sixty days.
        if (type == typeof(TimeSpan) && !value.Contains(':', StringComparison.Ordinal))
            return $"'{value}' is not a duration; write hours:minutes:seconds such as 00:10:00, with days as 30.00:00:00.";
        if (TypeDescriptor.GetConverter(type).IsValid(value) && (!type.IsEnum || Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase)))
            return null;
        return type switch
        {
            { IsEnum: true } => $"'{value}' is not known; use {string.Join(" or ", Enum.GetNames(type))}.",
            _ when type == typeof(bool) => $"'{value}' is neither true nor false.",
            _ when type == typeof(TimeSpan) => $"'{value}' is not a duration; write hours:minutes:seconds such as 00:10:00, with days as 30.00:00:00.",
            _ => string.Create(CultureInfo.InvariantCulture, $"'{value}' is not a whole number."),
        };
    }
}
