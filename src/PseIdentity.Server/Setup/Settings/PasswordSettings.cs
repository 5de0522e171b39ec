using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.Passwords.Breached;
using PseIdentity.Server.SignIn.Passwords.Formats;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>What the settings of passwords must be beyond their type.</summary>
internal static class PasswordSettings
{
    public static IEnumerable<SettingMistake> Check(IConfiguration configuration) =>
    [
        .. Rules(configuration.GetSection("Passwords").Get<PasswordOptions>() ?? new()),
        .. Breached(configuration.GetSection("Passwords:Breached").Get<BreachedPasswordOptions>() ?? new()),
    ];

    private static IEnumerable<SettingMistake> Rules(PasswordOptions passwords) =>
    [
        .. SettingRules.Within(
            // NIST SP 800-63B §3.1.1.2: 8 characters or more, and 64 at least must be allowed.
            ("Passwords:Shortest", passwords.Shortest, 8, 64),
            ("Passwords:ShortestWithSecondFactor", passwords.ShortestWithSecondFactor, 8, 64),
            ("Passwords:Longest", passwords.Longest, 64, 256),
            ("Passwords:History", passwords.History, 0, PasswordHistory.Most)),
        .. passwords.Hasher == PasswordHasherKind.Argon2id && !LibArgon2.IsThere
            ? new[] { new SettingMistake("Passwords:Hasher", "Argon2id " + LibArgon2.Missing) }
            : [],
    ];

    private static IEnumerable<SettingMistake> Breached(BreachedPasswordOptions breached)
    {
        if (breached is { File: not null, Url: not null })
            yield return new("Passwords:Breached:Url", "stands beside Passwords:Breached:File; give one of them.");
        if (breached.File is { } file && BreachedFile.Problem(file) is { } problem)
            yield return new("Passwords:Breached:File", problem);
        if (breached.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Query.Length == 0))
            yield return new("Passwords:Breached:Url", "is an https address such as https://api.pwnedpasswords.com/range/.");
        foreach (var mistake in SettingRules.Within(("Passwords:Breached:Timeout", breached.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30))))
            yield return mistake;
    }
}
