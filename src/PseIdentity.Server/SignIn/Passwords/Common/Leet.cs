namespace PseIdentity.Server.SignIn.Passwords.Common;

/// <summary>Digits and signs that people write for the letters they look like.</summary>
internal static class Leet
{
    private const string Signs = "0134578@$!|€+";
    private const string Letters = "oieastbasilet";

    public static string Undo(string text) => string.Create(text.Length, text, static (span, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            span[i] = Signs.IndexOf(from[i], StringComparison.Ordinal) is >= 0 and var at ? Letters[at] : from[i];
    });
}
