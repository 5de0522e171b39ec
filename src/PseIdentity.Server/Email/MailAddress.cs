namespace PseIdentity.Server.Email;

/// <summary>What can be written into an SMTP command and a header without meaning anything else there (RFC 5321 §4.1.2, in ASCII).</summary>
internal static class MailAddress
{
    private const int Longest = 254;

    public static bool IsPlain(string? address) =>
        address is { Length: > 2 and <= Longest } && address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == address.LastIndexOf('@') && at < address.Length - 1 && address.All(IsPlain);

    private static bool IsPlain(char c) => c is > ' ' and < '\x7f' and not ('<' or '>' or '(' or ')' or '[' or ']' or ',' or ';' or ':' or '\\' or '"');
}
