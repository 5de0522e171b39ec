using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Tests.Setup;

/// <summary>Writes <c>deploy/SETTINGS.md</c> from the doc comments of the options.</summary>
internal static partial class SettingsReference
{
    private static readonly Dictionary<string, XElement> Comments = Read("pse-identity.xml", "PseIdentity.Protocol.xml", "PseIdentity.Storage.xml");

    public static string Text()
    {
        var text = new StringBuilder("""
            # Settings

            Made from the options' own documentation; do not edit. Sources, the later one wins: `appsettings.json`, the environment (`Section__Key`), the command line
            (`--Section:Key value`). A secret may be in a file: `Section__Key_FILE` names it. Durations are hours:minutes:seconds, with days before a dot: `30.00:00:00`.
            All mistakes are reported together at start, by name, before anything is written.

            ## The program

            | setting | default | meaning |
            |---|---|---|
            | `urls` | `http://localhost:5400` | Where to listen; several addresses are separated by `;`. Kestrel's own setting, and so are `Kestrel:*` for certificates. |
            | `Issuer` | the first of `urls` in Development, required in Production | The one public address, https in Production: every absolute URL is made from it, never from a request header. The database remembers it. |
            | `Logging:LogLevel:*` | `Information`, and `Warning` for the framework | How much is logged, by category. Lines in Development, JSON in Production. |

            """);
        foreach (var section in SettingsCatalog.Sections.GroupBy(section => section.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n");
            foreach (var part in section)
                text.Append(CultureInfo.InvariantCulture, $"{Words(Comment("T:" + part.Options.FullName)?.Element("summary"))}\n");
            text.Append("\n| setting | default | meaning |\n|---|---|---|\n");
            foreach (var part in section)
                foreach (var property in SettingProperties.Of(part.Options))
                    text.Append(CultureInfo.InvariantCulture, $"| `{section.Key}:{property.Name}` | {Default(part.Options, property)} | {Words(CommentOf(property)?.Element("summary"))} |\n");
        }
        return text.ToString();
    }

    public static IEnumerable<string> Undocumented() =>
        from section in SettingsCatalog.Sections
        from property in SettingProperties.Of(section.Options)
        where Words(CommentOf(property)?.Element("summary")).Length == 0
        select $"{section.Options.Name}.{property.Name}";

    private static string Default(Type options, PropertyInfo property)
    {
        if (CommentOf(property)?.Element("value") is { } told)
            return Words(told);
        return property.GetValue(Activator.CreateInstance(options)) switch
        {
            null => "none",
            TimeSpan span => $"`{span:c}`",
            bool flag => flag ? "`true`" : "`false`",
            string word => word.Length == 0 ? "none" : $"`{word}`",
            IEnumerable many => string.Join(", ", many.Cast<object>().Select(each => $"`{each}`")) is { Length: > 0 } list ? list : "none",
            IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
            var other => $"`{other}`",
        };
    }

    private static XElement? CommentOf(PropertyInfo property) => Comment($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private static XElement? Comment(string id) => Comments.GetValueOrDefault(id);

    private static string Words(XElement? comment)
    {
        if (comment is null)
            return "";
        var text = string.Concat(comment.Nodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
            XElement other => other.Value,
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static Dictionary<string, XElement> Read(params string[] files) =>
        files.SelectMany(file => XDocument.Load(Path.Combine(AppContext.BaseDirectory, file)).Descendants("member"))
            // Generated code has the same names in several assemblies.
            .DistinctBy(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
            .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
