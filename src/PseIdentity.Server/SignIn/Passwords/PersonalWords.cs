using System.Globalization;
using PseIdentity.Protocol;
using PseIdentity.Server.SignIn.Passwords.Common;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>Words that others know about a person or this site, which are the first that they try (NIST SP 800-63B §3.1.1.2: "context-specific words").</summary>
internal sealed class PersonalWords(Issuer issuer, OrganizationStore organizations)
{
    private const int ShortestWord = 3;
    private const int ShortestPart = 4;
    private static readonly string[] Names = ["preferred_username", "customer_id", "given_name", "family_name", "middle_name", "nickname", "name"];
    private static readonly string[] ShownNames = ["preferred_username", "given_name", "family_name"];
    private static readonly string[] DateFormats = ["yyyyMMdd", "ddMMyyyy", "MMddyyyy", "yyMMdd", "ddMMyy", "MMddyy"];
    private static readonly string[] Product = ["pseidentity", "pse-identity"];

    /// <summary>Everything that is known about somebody with an account.</summary>
    public async ValueTask<IReadOnlyList<string>> OfAsync(Account person, CancellationToken ct)
    {
        var organization = person.Organization is { } name ? await organizations.FindAsync(name, ct) : null;
        string?[] groups = [organization?.Name, organization?.DisplayName];
        return
        [
            .. Names.Select(person.Claim).OfType<string>().SelectMany(Words),
            .. Address(person.Email),
            .. Dates(person.Claim("birthdate")),
            .. groups.OfType<string>().SelectMany(Words).Where(word => word.Length >= ShortestPart),
            .. OfSite(),
        ];
    }

    /// <summary>What is known about somebody who has chosen no more than a name.</summary>
    public IReadOnlyList<string> Of(string userName) => [.. Words(userName), .. Address(userName), .. OfSite()];

    /// <summary>What the page may say aloud: only what it shows anyway.</summary>
    public IReadOnlyList<string> Shown(Account person) => [.. ShownNames.Select(person.Claim).OfType<string>().SelectMany(Words), .. OfSite()];

    /// <summary>The first of the words that a password holds: long ones anywhere in it, short ones where they stand alone.</summary>
    public static string? FindIn(string password, IEnumerable<string> words)
    {
        var text = PasswordText.Folded(password);
        var plain = Leet.Undo(text);
        return words.FirstOrDefault(word => PasswordText.Folded(word) is var folded
            && (folded.Length < ShortestPart ? StandsAlone(text, folded) : text.Contains(folded, StringComparison.Ordinal) || plain.Contains(Leet.Undo(folded), StringComparison.Ordinal)));
    }

    private static bool StandsAlone(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            if ((at == 0 || !char.IsLetter(text[at - 1])) && (at + word.Length == text.Length || !char.IsLetter(text[at + word.Length])))
                return true;
        return false;
    }

    // The whole, and its parts: "Anna-Lena Meier" is three words that somebody would try.
    private static IEnumerable<string> Words(string text) =>
        text.Split([' ', '-', '_', '.', '@', '\'', ',']).Append(text.Trim()).Where(word => word.Length >= ShortestWord).Distinct(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Address(string? email) => email?.Split('@') is [var local, var domain]
        ? [.. Words(local), .. Host(domain)]
        : [];

    // The last label is "com" or a country.
    private static IEnumerable<string> Host(string host) => host.Split('.').SkipLast(1).Where(label => label.Length >= ShortestPart);

    private IEnumerable<string> OfSite() => [.. new Uri(issuer.Value) is { HostNameType: UriHostNameType.Dns } uri ? Host(uri.Host) : [], .. Product];

    private static IEnumerable<string> Dates(string? birthdate) =>
        DateOnly.TryParseExact(birthdate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? DateFormats.Select(format => date.ToString(format, CultureInfo.InvariantCulture)).Prepend(birthdate ?? "")
            : [];
}
