using PseIdentity.Server.Email;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>Where codes are sent: telephone numbers (E.164) and mail addresses.</summary>
internal static class Destination
{
    private const int Longest = 256;

    /// <summary>The one spelling of what was typed; null where nothing can be sent there.</summary>
    public static string? Read(Channel channel, string? typed) => channel == Channel.Sms ? Number(typed) : Mailbox(typed);

    /// <summary>As much as its owner needs to know it again.</summary>
    public static string Mask(Channel channel, string destination)
    {
        if (channel == Channel.Sms)
            return "•••• " + destination[^Math.Min(4, destination.Length)..];
        var at = destination.LastIndexOf('@');
        return at < 1 ? "•••" : destination[0] + "•••" + destination[at..];
    }

    // E.164: a plus, then at most 15 digits, the first of which is no zero.
    private static string? Number(string? typed)
    {
        if (typed is null or { Length: > Longest })
            return null;
        var bare = string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.' or '/' or '(' or ')')));
        if (bare.StartsWith("00", StringComparison.Ordinal))
            bare = "+" + bare[2..];
        return bare is ['+', not '0', ..] && bare.Length is >= 8 and <= 16 && bare.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 ? bare : null;
    }

    private static string? Mailbox(string? typed) => typed is { Length: <= Longest } && typed.Trim() is var address && MailAddress.IsPlain(address) ? address : null;
}
