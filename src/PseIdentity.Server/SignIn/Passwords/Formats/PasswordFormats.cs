namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>Every form of a password hash that can be compared: ours, and those that people bring along from elsewhere.</summary>
internal static class PasswordFormats
{
    private const string Unknown =
        "is no password hash that can be verified: ASP.NET Core Identity version 2 or 3 in base64, {PBKDF2-SHA512}iterations$salt$hash in base64 with a salt and a hash of 16 bytes or more, "
        + "bcrypt ($2a$, $2b$, $2y$), Argon2 ($argon2id$…), or a password credential of Keycloak's export as JSON text.";

    // No hash that is worth comparing is longer; Keycloak's JSON is the longest.
    private const int Longest = 4096;

    private static readonly IPasswordFormat[] All = [new IdentityFormat(), new Pbkdf2Format(), new BcryptFormat(), new Argon2Format(), new KeycloakFormat()];

    public static HashReading Read(string text)
    {
        if (text.Length <= Longest)
            foreach (var format in All)
                if (format.Read(text) is { } reading)
                    return reading;
        return new HashReading.Unusable(Unknown);
    }
}
