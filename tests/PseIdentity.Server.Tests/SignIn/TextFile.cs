using System.Collections;
using System.Globalization;
using System.Resources;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>The English sentences as the program carries them.</summary>
internal static class TextFile
{
    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    public static IEnumerable<string> Names() => All.Keys;

    private static Dictionary<string, string> Read()
    {
        var set = new ResourceManager(typeof(Text)).GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)
            ?? throw new InvalidOperationException("Text.resx is not in the assembly.");
        return set.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
    }
}
