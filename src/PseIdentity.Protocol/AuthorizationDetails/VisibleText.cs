namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>Text that a client sends and a person reads before approving: it must not be able to hide, or to write in another direction.</summary>
internal static class VisibleText
{
    public const int LongestName = 140;
    public const int LongestRemark = 140;

    /// <summary>Null when the text can be shown, or is not there.</summary>
    public static BrokenDetail? FindMistake(string path, string? text, int longest) =>
        text is null || Is(text, longest) ? null : new(path, $"This text has 1 to {longest} visible characters, without spaces around them.");

    private static bool Is(string text, int longest) =>
        text.Length > 0 && text.Length <= longest && text.Trim().Length == text.Length && VisibleCharacters.AreAll(text);
}
