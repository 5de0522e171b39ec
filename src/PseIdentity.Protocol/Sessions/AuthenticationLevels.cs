namespace PseIdentity.Protocol.Sessions;

/// <summary>The authentication context classes (<c>acr</c>, OpenID Connect Core §2), weakest first.</summary>
public static class AuthenticationLevels
{
    public const string Password = "urn:pse-identity:acr:password";
    public const string MultiFactor = "urn:pse-identity:acr:mfa";
    public const string PhishingResistant = "urn:pse-identity:acr:phishing-resistant";

    /// <summary>Those that somebody can reach: what is advertised and may be registered.</summary>
    public static IReadOnlyList<string> All { get; } = [Password, MultiFactor, PhishingResistant];

    /// <summary>True when <paramref name="reached"/> is as strong as <paramref name="asked"/>; an unknown level is never reached.</summary>
    public static bool Satisfies(string reached, string asked) => Rank(asked) is >= 0 and var rank && Rank(reached) >= rank;

    /// <summary>The strongest of some levels; null when there are none.</summary>
    public static string? StrongestOf(IEnumerable<string> levels) => levels.MaxBy(Rank);

    /// <summary>How strong a level is among the others; -1 for one that is not known.</summary>
    public static int Rank(string acr) => acr switch { Password => 0, MultiFactor => 1, PhishingResistant => 2, _ => -1 };
}
