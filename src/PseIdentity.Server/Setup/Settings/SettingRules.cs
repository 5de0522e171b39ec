using PseIdentity.Protocol.Tokens;
using PseIdentity.Server.Hardening;
using SessionOptions = PseIdentity.Protocol.Sessions.SessionOptions;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>What values must be beyond their type: ranges, and what must agree with what.</summary>
internal static class SettingRules
{
    public static IEnumerable<SettingMistake> Check(IConfiguration configuration) =>
    [
        .. Tokens(configuration.GetSection("Tokens").Get<TokenOptions>() ?? new()),
        .. Sessions(configuration.GetSection("Sessions").Get<SessionOptions>() ?? new()),
        .. Keys(configuration.GetSection("SigningKeys")),
        .. RateLimits(configuration.GetSection("RateLimits").Get<RateLimitOptions>() ?? new()),
    ];

    private static IEnumerable<SettingMistake> Tokens(TokenOptions tokens) => Within(
        // RFC 6749 §4.1.2: "A maximum authorization code lifetime of 10 minutes is RECOMMENDED."
        ("Tokens:AuthorizationCodeLifetime", tokens.AuthorizationCodeLifetime, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
        ("Tokens:PendingRequestLifetime", tokens.PendingRequestLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
        ("Tokens:AccessTokenLifetime", tokens.AccessTokenLifetime, TimeSpan.FromSeconds(30), TimeSpan.FromDays(1)),
        ("Tokens:IdTokenLifetime", tokens.IdTokenLifetime, TimeSpan.FromSeconds(30), TimeSpan.FromDays(1)),
        ("Tokens:RefreshIdle", tokens.RefreshIdle, TimeSpan.FromMinutes(1), tokens.RefreshAbsolute),
        ("Tokens:RefreshAbsolute", tokens.RefreshAbsolute, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650)),
        ("Tokens:RefreshRetryWindow", tokens.RefreshRetryWindow, TimeSpan.Zero, TimeSpan.FromHours(1)));

    private static IEnumerable<SettingMistake> Sessions(SessionOptions sessions) => Within(
        ("Sessions:Idle", sessions.Idle, TimeSpan.FromMinutes(1), sessions.Absolute),
        ("Sessions:Absolute", sessions.Absolute, TimeSpan.FromMinutes(1), TimeSpan.FromDays(400)),
        ("Sessions:RememberedIdle", sessions.RememberedIdle, TimeSpan.FromMinutes(1), sessions.RememberedAbsolute),
        // Browsers keep no cookie for longer than 400 days (RFC 6265bis §5.5).
        ("Sessions:RememberedAbsolute", sessions.RememberedAbsolute, TimeSpan.FromMinutes(1), TimeSpan.FromDays(400)));

    private static IEnumerable<SettingMistake> Keys(IConfigurationSection section) =>
        SettingsServices.SigningKeys(section).Problems().Select(problem => new SettingMistake(section.Path, problem));

    private static IEnumerable<SettingMistake> RateLimits(RateLimitOptions limits)
    {
        (string Key, int Value)[] counts =
        [
            ("RateLimits:ProtocolPerMinute", limits.ProtocolPerMinute),
            ("RateLimits:PagesPerMinute", limits.PagesPerMinute),
        ];
        foreach (var (key, value) in counts)
            if (value < 1)
                yield return new(key, $"{value} would let nobody in; write at least 1, or turn limits off with RateLimits:Enabled=false.");
    }

    private static IEnumerable<SettingMistake> Within(params (string Key, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] durations)
    {
        foreach (var (key, value, least, most) in durations)
            if (value < least || value > most)
                yield return new(key, $"{value:c} is out of range; it is between {least:c} and {most:c}.");
    }
}
