using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Tests.Localization;

/// <summary>A language that nobody speaks: English with accents, longer by two fifths and in brackets. What is not in brackets on a page was never translated.</summary>
internal sealed class PseudoLocalizer : IStringLocalizerFactory, IStringLocalizer
{
    private const string Plain = "AEIOUYaeiouycns";
    private const string Accented = "ÅÉÎÔÛÝåéîôûýçñš";

    public LocalizedString this[string name] => new(name, Lengthen(name, Translations.English[name]));

    public LocalizedString this[string name, params object[] arguments] => new(name, string.Format(CultureInfo.CurrentCulture, this[name].Value, arguments));

    public IStringLocalizer Create(Type resourceSource) => resourceSource == typeof(Text) ? this : throw new InvalidOperationException($"{resourceSource} has no sentences.");

    public IStringLocalizer Create(string baseName, string location) => this;

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => Translations.English.Keys.Select(name => this[name]);

    private static string Lengthen(string name, string sentence)
    {
        if (name is "Language" or "Direction")
            return sentence;
        var text = new StringBuilder("⟦");
        var depth = 0;
        foreach (var letter in sentence)
        {
            // Gaps and markup stay as they are.
            depth += letter is '{' or '<' ? 1 : 0;
            text.Append(depth == 0 && Plain.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var index ? Accented[index] : letter);
            depth -= letter is '}' or '>' ? 1 : 0;
        }
        return text.Append('~', sentence.Length * 2 / 5).Append('⟧').ToString();
    }
}
