namespace PseIdentity.Server.Accounts;

/// <summary>Telephone numbers in the form of E.164, which OpenID Connect Core §5.1 recommends: <c>+15550100</c>.</summary>
internal static class PhoneNumbers
{
    // E.164 §6: fifteen digits at most; shorter than seven is no subscriber's number anywhere.
    private const int Fewest = 7;
    private const int Most = 15;

    /// <summary>Without the spaces, hyphens and brackets that people type to read a number.</summary>
    public static string Tidy(string typed) => string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '(' or ')' or '.' or '/')));

    public static bool IsNumber(string text) =>
        text.Length is > Fewest and <= Most + 1 && text[0] == '+' && text[1] is >= '1' and <= '9' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
