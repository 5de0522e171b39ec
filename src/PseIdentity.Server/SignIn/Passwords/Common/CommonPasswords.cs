using System.IO.Compression;

namespace PseIdentity.Server.SignIn.Passwords.Common;

/// <summary>30,000 passwords that many people choose (their source and licence: NOTICE), and what people make of them to please a rule.</summary>
internal static class CommonPasswords
{
    private const string Resource = "PseIdentity.Server.SignIn.Passwords.Common.passwords.txt.br";
    private const int ShortestRoot = 4;

    private static readonly Lazy<HashSet<string>> Known = new(Read);

    public static int Count => Known.Value.Count;

    /// <summary>Compared after NFKC, in lower case, with the usual signs for letters undone, without digits and signs around it, and doubled.</summary>
    public static bool Holds(string password)
    {
        var text = PasswordText.Folded(password);
        return IsKnown(text) || IsKnown(Leet.Undo(text)) || IsRootOf(text, text.Trim(Around)) || IsRootOf(text, Leet.Undo(text).Trim(Around)) || IsRootOf(text, Leet.Undo(text.TrimEnd(Around)));
    }

    // "Summer2026!" is "summer" to whoever guesses; a word with more added than it has itself is not judged by the word.
    private static bool IsRootOf(string text, string root) => root.Length >= ShortestRoot && root.Length * 2 >= text.Length && IsKnown(root);

    private static bool IsKnown(string text)
    {
        var half = text.Length / 2;
        return Known.Value.Contains(text)
            || (text.Length % 2 == 0 && half >= ShortestRoot && text.AsSpan(0, half).SequenceEqual(text.AsSpan(half)) && Known.Value.Contains(text[..half]));
    }

    private static readonly char[] Around = [.. "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~§€£°"];

    private static HashSet<string> Read()
    {
        using var resource = typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not in the program.");
        using var reader = new StreamReader(new BrotliStream(resource, CompressionMode.Decompress));
        var words = new HashSet<string>(30_000, StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
            words.Add(line);
        return words;
    }
}
