using System.Globalization;
using System.Text;

namespace PseIdentity.Protocol;

/// <summary>
/// Whether a text that somebody else wrote shows all that it holds: nothing in it may hide, break the line or turn the direction. Characters are
/// whole code points, because tags (U+E0020 and on) hide beyond the first 65,536.
/// </summary>
internal static class VisibleCharacters
{
    public static bool AreAll(string text)
    {
        foreach (var character in text.EnumerateRunes())
            if (!Is(character))
                return false;
        return true;
    }

    // Half of a surrogate pair is read as the replacement character. The fillers are letters by category and blank in every typeface.
    public static bool Is(Rune character) => character != Rune.ReplacementChar && character.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0)
        && Rune.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
