using System.Globalization;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Localization;

/// <summary>The languages that pages, mails and text messages speak, whatever the machine's own is.</summary>
internal static class Languages
{
    /// <summary>BCP 47 tags, the first one for everybody else; <c>Text.{tag}.resx</c> has the words.</summary>
    public static IReadOnlyList<string> All { get; } = ["en", "es", "fr", "de", "pt"];

    public static string Default => All[0];

    /// <summary>The first of the wanted languages that is spoken here; <c>pt-BR</c> is content with <c>pt</c> (RFC 4647 §3.4, lookup).</summary>
    public static string? Find(IEnumerable<string> wanted) => wanted.Select(Find).FirstOrDefault(found => found is not null);

    /// <summary>The wanted language, where it is spoken here.</summary>
    public static string? Find(string? wanted)
    {
        for (var range = wanted?.Trim(); !string.IsNullOrEmpty(range); range = Shorter(range))
            if (All.FirstOrDefault(tag => tag.Equals(range, StringComparison.OrdinalIgnoreCase)) is { } found)
                return found;
        return null;
    }

    /// <summary>What a person's account says (<c>locale</c>, OpenID Connect Core §5.1), where it is spoken here.</summary>
    public static string? Of(Account person) => Find(person.Claim("locale"));

    /// <summary>The language's name in itself: whoever looks for it may read nothing else.</summary>
    public static string NameOf(string tag)
    {
        var culture = CultureInfo.GetCultureInfo(tag);
        return culture.TextInfo.ToTitleCase(culture.NativeName);
    }

    /// <summary>A day as the language in use writes it.</summary>
    public static string DayPattern => CultureInfo.CurrentCulture.Name switch
    {
        "de" => "d. MMM yyyy",
        "es" or "pt" => "d 'de' MMM 'de' yyyy",
        _ => "d MMM yyyy",
    };

    /// <summary>What is written until this is disposed of is for that person to read: in the language of their account, otherwise in the first one.</summary>
    public static Speaking SpeakTo(Account person) => new(Of(person) ?? Default);

    // RFC 4647 §3.4: a subtag of one letter goes with the one behind it.
    private static string Shorter(string range)
    {
        var end = range.LastIndexOf('-');
        if (end >= 2 && range[end - 2] == '-')
            end -= 2;
        return end < 0 ? "" : range[..end];
    }
}
