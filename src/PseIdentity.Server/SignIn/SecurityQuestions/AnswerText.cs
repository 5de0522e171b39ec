using System.Globalization;
using System.Text;

namespace PseIdentity.Server.SignIn.SecurityQuestions;

/// <summary>Answers as they are compared: compatibility composition (NFKC) and case folding, without what people leave out from one day to the next.</summary>
internal static class AnswerText
{
    /// <summary>In characters as they are typed.</summary>
    public const int Longest = 100;

    /// <summary>In code points, once it is normalised: less is guessed at once.</summary>
    public const int Shortest = 3;

    /// <summary>Empty where nothing is left to compare, and for what is no text.</summary>
    public static string Normalize(string? typed)
    {
        if (typed is not { Length: > 0 and <= Longest } || !IsUnicode(typed))
            return "";
        // Upper then lower folds letters that only one of the two directions maps together, such as final sigma.
        var folded = typed.Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant();
        var kept = string.Concat(folded.EnumerateRunes().Where(IsKept).Select(rune => rune.ToString()));
        return kept.Normalize(NormalizationForm.FormKC);
    }

    public static bool IsTooShort(string normalized) => normalized.EnumerateRunes().Count() < Shortest;

    // "St. Mary's" is "st marys".
    private static bool IsKept(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    private static bool IsUnicode(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
                return false;
            rest = rest[length..];
        }
        return true;
    }
}
