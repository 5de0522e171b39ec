using System.Globalization;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>What the standard claims of a person must look like (OpenID Connect Core §5.1).</summary>
internal static class UserClaimRules
{
    public static IEnumerable<ProvisioningMistake> Check(ProvisionedUser user)
    {
        foreach (var (member, value) in Texts(user))
            if (value is not null && string.IsNullOrWhiteSpace(value))
                yield return new(member, "is empty; leave it out.");
        foreach (var (member, value) in new[] { ("profile", user.Profile), ("picture", user.Picture), ("website", user.Website) })
            if (value is { Length: > 0 } && !(Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"))
                yield return new(member, "is a web address: https://….");
        if (user.Email is { Length: > 0 } email && !IsEmail(email))
            yield return new("email", "is no e-mail address.");
        if (user is { EmailVerified: not null, Email: null })
            yield return new("email_verified", "needs an email.");
        if (user is { PhoneNumberVerified: not null, PhoneNumber: null })
            yield return new("phone_number_verified", "needs a phone_number.");
        if (user.Birthdate is { Length: > 0 } birthdate && !IsBirthdate(birthdate))
            yield return new("birthdate", "is written YYYY-MM-DD, 0000-MM-DD or YYYY.");
        if (user.Zoneinfo is { Length: > 0 } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            yield return new("zoneinfo", "is a name of the time zone database, such as Europe/Paris.");
        if (user.Locale is { Length: > 0 } locale && !IsLanguageTag(locale))
            yield return new("locale", "is a language tag (BCP 47), such as en-GB.");
        var roles = user.Roles ?? [];
        for (var i = 0; i < roles.Count; i++)
            if (roles[i].Length == 0 || roles[i].Any(char.IsWhiteSpace))
                yield return new(JsonPath.Item("roles", i), "is a word without spaces.");
    }

    private static IEnumerable<(string Member, string? Value)> Texts(ProvisionedUser user) =>
    [
        ("name", user.Name), ("given_name", user.GivenName), ("family_name", user.FamilyName), ("middle_name", user.MiddleName), ("nickname", user.Nickname),
        ("profile", user.Profile), ("picture", user.Picture), ("website", user.Website), ("email", user.Email), ("gender", user.Gender),
        ("birthdate", user.Birthdate), ("zoneinfo", user.Zoneinfo), ("locale", user.Locale), ("phone_number", user.PhoneNumber),
    ];

    private static bool IsEmail(string email) =>
        email.Length <= 254 && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == email.LastIndexOf('@')
        && at < email.Length - 1 && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private static bool IsBirthdate(string date) =>
        (date.Length == 4 && date.All(char.IsAsciiDigit))
        // Year 0000: the person does not tell; a leap year, so that 29 February is allowed.
        || DateOnly.TryParseExact(date.StartsWith("0000-", StringComparison.Ordinal) ? "2000-" + date[5..] : date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsLanguageTag(string tag) =>
        tag.Split('-') is [{ Length: >= 2 and <= 8 } language, .. var rest] && language.All(char.IsAsciiLetter)
        && rest.All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
}
