using System.Collections;
using System.Reflection;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>Which properties of an options class are settings: those that can be set, and lists that can be filled.</summary>
internal static class SettingProperties
{
    public static IEnumerable<PropertyInfo> Of(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod?.IsPublic == true || (property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable))));
}
