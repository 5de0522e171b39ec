namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>Passwords that are long without saying much: repetitions, sequences, rows of the keyboard.</summary>
internal static class PasswordPatterns
{
    private const int FewestDifferent = 5;
    private const int ShortestRun = 3;

    // The digit zero follows nine, and rows of keyboards are read in both directions.
    private static readonly string[] Rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm", "yxcvbnm", "wxcvbn"];

    public static bool IsPatterned(string password)
    {
        var text = PasswordText.Folded(password);
        return text.Distinct().Count() < FewestDifferent || IsRepetition(text) || LengthWithoutRuns(text) * 2 < text.Length;
    }

    // The text twice, without its ends, holds the text only if it is made of one piece several times.
    private static bool IsRepetition(string text) =>
        text.Length > 1 && (text + text).AsSpan(1, (2 * text.Length) - 2).Contains(text, StringComparison.Ordinal);

    // Each run says about as much as one character does.
    private static int LengthWithoutRuns(string text)
    {
        var length = 0;
        for (var at = 0; at < text.Length; length++)
            at += RunAt(text, at) is >= ShortestRun and var run ? run : 1;
        return length;
    }

    private static int RunAt(string text, int at)
    {
        var same = 1;
        while (at + same < text.Length && text[at + same] == text[at])
            same++;
        return Math.Max(same, Math.Max(RowAt(text, at, step: 1), RowAt(text, at, step: -1)));
    }

    private static int RowAt(string text, int at, int step)
    {
        var longest = 1;
        foreach (var row in Rows)
        {
            // The zero stands at both ends of the digits.
            for (var start = row.IndexOf(text[at], StringComparison.Ordinal); start >= 0; start = row.IndexOf(text[at], start + 1))
            {
                var length = 1;
                while (at + length < text.Length && start + (length * step) is var next && next >= 0 && next < row.Length && row[next] == text[at + length])
                    length++;
                longest = Math.Max(longest, length);
            }
        }
        return longest;
    }
}
