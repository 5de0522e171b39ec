namespace PseIdentity.Storage.Sql;

/// <summary>Lists of words without spaces (scopes, methods) in one column.</summary>
internal static class Words
{
    public static string Join(IReadOnlyList<string> words) => string.Join(' ', words);

    public static IReadOnlyList<string> Split(string words) => words.Length == 0 ? [] : words.Split(' ');
}
