using System.Text;

namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>How account numbers are spelled (ISO 13616, ISO 9362).</summary>
internal static class AccountNumber
{
    /// <summary>Country, two check digits, up to 30 letters and digits; the whole, rearranged and in figures, is 1 modulo 97.</summary>
    public static bool IsIban(string text)
    {
        if (text.Length is < 15 or > 34 || !char.IsAsciiLetterUpper(text[0]) || !char.IsAsciiLetterUpper(text[1])
            || !char.IsAsciiDigit(text[2]) || !char.IsAsciiDigit(text[3]))
            return false;
        var remainder = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[(i + 4) % text.Length];
            if (char.IsAsciiDigit(c))
                remainder = (remainder * 10 + (c - '0')) % 97;
            else if (char.IsAsciiLetterUpper(c))
                remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
            else
                return false;
        }
        return remainder == 1;
    }

    public static bool IsBban(string text) => text.Length is > 0 and <= 30 && text.All(char.IsAsciiLetterOrDigit);

    public static bool IsBic(string text) =>
        text.Length is 8 or 11 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) && char.IsAsciiLetterUpper(text[4]) && char.IsAsciiLetterUpper(text[5]);

    /// <summary>In groups of four, as it is printed.</summary>
    public static string Grouped(string iban)
    {
        var grouped = new StringBuilder(iban.Length + iban.Length / 4);
        for (var i = 0; i < iban.Length; i++)
            (i > 0 && i % 4 == 0 ? grouped.Append(' ') : grouped).Append(iban[i]);
        return grouped.ToString();
    }
}
