using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>What a person is called on a page (OpenID Connect Core §5.1).</summary>
internal static class PersonName
{
    /// <summary>The name as the claims give it; otherwise what the person signs in with.</summary>
    public static string Of(Account person) => FullName(person) ?? SignInName(person);

    /// <summary>What the person types.</summary>
    public static string SignInName(Account person) =>
        person.PreferredUsername ?? person.Claim("customer_id") ?? person.Claim("email") ?? person.Subject;

    private static string? FullName(Account person) => person.Claim("name")
        ?? (string.Join(' ', new[] { person.Claim("given_name"), person.Claim("family_name") }.OfType<string>()) is { Length: > 0 } name ? name : null);
}
