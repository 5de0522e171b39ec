using System.Collections;
using System.Globalization;
using System.Resources;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Tests.Localization;

/// <summary>The sentences of one language as the program carries them, without those that it would borrow from English.</summary>
internal static class Translations
{
    private static readonly ResourceManager Resources = new(typeof(Text));

    public static IReadOnlyDictionary<string, string> English { get; } = Of("en");

    public static IEnumerable<string> Others => Languages.All.Skip(1);

    public static IReadOnlyDictionary<string, string> Of(string tag) =>
        Resources.GetResourceSet(tag == "en" ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(tag), createIfNotExists: true, tryParents: false) is { } set
            ? set.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal)
            : throw new InvalidOperationException($"There is no satellite assembly for {tag}.");
}
