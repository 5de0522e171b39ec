using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Server.Federation;

/// <summary>What a provider's words about its sign-in mean here, where they count at all.</summary>
internal static class UpstreamLevels
{
    /// <summary>The words of RFC 8176 §2; others mean something to the two who agreed upon them alone.</summary>
    private static readonly HashSet<string> Methods = new(
        ["face", "fpt", "geo", "hwk", "iris", "kba", "mca", "mfa", "otp", "pin", "pwd", "rba", "retina", "sc", "sms", "swk", "tel", "user", "vbm", "wia"], StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Levels = new(StringComparer.Ordinal)
    {
        [AuthenticationLevels.Password] = AuthenticationLevels.Password,
        [AuthenticationLevels.MultiFactor] = AuthenticationLevels.MultiFactor,
        [AuthenticationLevels.PhishingResistant] = AuthenticationLevels.PhishingResistant,
        // OpenID Connect Extended Authentication Profile ACR Values §2.
        ["phr"] = AuthenticationLevels.PhishingResistant,
        ["phrh"] = AuthenticationLevels.PhishingResistant,
        // REFEDS MFA Profile; what Microsoft's providers say in assertions.
        ["https://refeds.org/profile/mfa"] = AuthenticationLevels.MultiFactor,
        ["http://schemas.microsoft.com/claims/multipleauthn"] = AuthenticationLevels.MultiFactor,
    };

    public static IReadOnlyList<string> KnownMethods(UpstreamIdentity identity) => [.. identity.Amr.Where(Methods.Contains).Distinct(StringComparer.Ordinal)];

    /// <summary>The strongest of what <c>acr</c> says and of what <c>amr</c> says; the lowest level for words that are not known.</summary>
    public static string LevelOf(UpstreamIdentity identity)
    {
        var levels = identity.Amr.Append(identity.Acr ?? "").Select(word => Levels.GetValueOrDefault(word)).OfType<string>();
        if (identity.Amr.Contains("mfa", StringComparer.Ordinal))
            levels = levels.Append(AuthenticationLevels.MultiFactor);
        return AuthenticationLevels.StrongestOf(levels) ?? AuthenticationLevels.Password;
    }
}
