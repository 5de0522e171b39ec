using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Clients.Documents;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Server.Email;
using PseIdentity.Server.Hardening;
using PseIdentity.Server.Organizations.Dns;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Server.Sms;
using SessionOptions = PseIdentity.Protocol.Sessions.SessionOptions;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>What values must be beyond their type: ranges, and what must agree with what.</summary>
internal static class SettingRules
{
    public static IEnumerable<SettingMistake> Check(IConfiguration configuration) =>
    [
        .. Tokens(configuration.GetSection("Tokens").Get<TokenOptions>() ?? new()),
        .. Sessions(configuration.GetSection("Sessions").Get<SessionOptions>() ?? new()),
        .. Events(configuration.GetSection("Events").Get<EventOptions>() ?? new()),
        .. Keys(configuration.GetSection("SigningKeys")),
        .. SignIn(configuration.GetSection("SignIn").Get<SignInOptions>() ?? new()),
        .. PasswordSettings.Check(configuration),
        .. Recovery(configuration.GetSection("Recovery").Get<RecoveryOptions>() ?? new()),
        .. PasskeyRules.Check(configuration.GetSection("Passkeys").Get<PasskeyOptions>() ?? new()),
        .. ClientDocuments(configuration.GetSection("ClientDocuments").Get<ClientDocumentOptions>() ?? new()),
        .. Approvals(configuration.GetSection("Approvals").Get<ApprovalOptions>() ?? new()),
        .. Smtp(configuration.GetSection("Email:Smtp").Get<SmtpOptions>() ?? new()),
        .. Sms(configuration.GetSection("Sms").Get<SmsOptions>() ?? new()),
        .. DnsRules.Check(configuration.GetSection("Dns").Get<DnsOptions>() ?? new()),
        .. RateLimits(configuration.GetSection("RateLimits").Get<RateLimitOptions>() ?? new()),
    ];

    private static IEnumerable<SettingMistake> Tokens(TokenOptions tokens) => Within(
        // RFC 6749 §4.1.2: "A maximum authorization code lifetime of 10 minutes is RECOMMENDED."
        ("Tokens:AuthorizationCodeLifetime", tokens.AuthorizationCodeLifetime, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
        // FAPI 2.0 §5.3.2.2: shorter than 600 seconds; certification wants 5 or more.
        ("Tokens:PushedRequestLifetime", tokens.PushedRequestLifetime, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(599)),
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

    private static IEnumerable<SettingMistake> Events(EventOptions events) => Within(
        ("Events:KeptFor", events.KeptFor, TimeSpan.FromDays(1), TimeSpan.FromDays(36_500)));

    private static IEnumerable<SettingMistake> Approvals(ApprovalOptions approvals) => Within(
        ("Approvals:DeviceCodeLifetime", approvals.DeviceCodeLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)),
        ("Approvals:AuthenticationRequestLifetime", approvals.AuthenticationRequestLifetime, TimeSpan.FromSeconds(10), approvals.LongestAuthenticationRequest),
        ("Approvals:LongestAuthenticationRequest", approvals.LongestAuthenticationRequest, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)),
        ("Approvals:PollingInterval", approvals.PollingInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));

    private static IEnumerable<SettingMistake> Keys(IConfigurationSection section) =>
        SettingsServices.SigningKeys(section).Problems().Select(problem => new SettingMistake(section.Path, problem));

    private static IEnumerable<SettingMistake> SignIn(SignInOptions signIn) =>
    [
        .. Within(
            ("SignIn:OfferPasskeysEvery", signIn.OfferPasskeysEvery, TimeSpan.Zero, TimeSpan.FromDays(3_650)),
            ("SignIn:ProofLifetime", signIn.ProofLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)),
            ("SignIn:HashingQueue", signIn.HashingQueue, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            ("SignIn:ForgetFailures", signIn.ForgetFailures, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30))),
        .. Within(
            ("SignIn:PasswordIterations", signIn.PasswordIterations, 1_000, 10_000_000),
            ("SignIn:HashingSlots", signIn.HashingSlots, 0, 1_024),
            ("SignIn:LockoutFailures", signIn.LockoutFailures, 1, 100),
            ("SignIn:AddressFailures", signIn.AddressFailures, 1, 1_000_000),
            ("SignIn:NetworkFailures", signIn.NetworkFailures, 1, 1_000_000),
            ("SignIn:LockoutMinutes", signIn.LockoutMinutes, 1, 1_440)),
    ];

    private static IEnumerable<SettingMistake> Recovery(RecoveryOptions recovery) =>
    [
        .. Within(
            // A link is as good as a password for so long.
            ("Recovery:LinkLifetime", recovery.LinkLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromHours(24)),
            ("Recovery:ResendAfter", recovery.ResendAfter, TimeSpan.FromSeconds(10), recovery.LinkLifetime),
            // Whoever reads the mailbox and knows the password has the account after it: an hour is the least in which an owner can say no.
            ("Recovery:FactorWait", recovery.FactorWait, TimeSpan.FromHours(1), TimeSpan.FromDays(60)),
            ("Recovery:FactorWindow", recovery.FactorWindow, TimeSpan.FromHours(1), TimeSpan.FromDays(60))),
        .. Within(
            ("Recovery:RequestsPerName", recovery.RequestsPerName, 1, 1_000),
            ("Recovery:RequestsPerAddress", recovery.RequestsPerAddress, 1, 1_000_000)),
    ];

    private static IEnumerable<SettingMistake> ClientDocuments(ClientDocumentOptions documents) =>
    [
        .. Within(
            ("ClientDocuments:ShortestCache", documents.ShortestCache, TimeSpan.FromSeconds(1), documents.LongestCache),
            ("ClientDocuments:LongestCache", documents.LongestCache, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30))),
        .. Within(
            ("ClientDocuments:LongestDocument", documents.LongestDocument, 256, 65_536),
            ("ClientDocuments:MostKept", documents.MostKept, 1, 1_000_000)),
    ];

    private static IEnumerable<SettingMistake> Smtp(SmtpOptions smtp)
    {
        if (smtp.Host is null && (smtp.From ?? smtp.UserName ?? smtp.Password) is not null)
            yield return new("Email:Smtp:Host", "is missing: the other settings of this section need a server.");
        if (smtp.Host is null)
            yield break;
        if (!MailAddress.IsPlain(smtp.From))
            yield return new("Email:Smtp:From", "is the sender's address, such as no-reply@bank.example.");
        if (smtp.Port is < 1 or > 65535)
            yield return new("Email:Smtp:Port", $"{smtp.Port} is not a port.");
        if ((smtp.UserName is null) != (smtp.Password is null))
            yield return new("Email:Smtp:Password", "goes together with Email:Smtp:UserName: give both, or neither.");
        if (smtp is { Security: SmtpSecurity.None, Password: not null } && !IsLoopback(smtp.Host))
            yield return new("Email:Smtp:Security", "None would send the password in the clear; use StartTls or Tls.");
    }

    private static IEnumerable<SettingMistake> Sms(SmsOptions sms)
    {
        if (sms is { Url: null, Authorization: not null })
            yield return new("Sms:Url", "is missing: the other settings of this section need a gateway.");
        if (sms.Url is not null && !(Uri.TryCreate(sms.Url, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            yield return new("Sms:Url", "is the gateway's address, such as https://sms.example/messages.");
        if (!SmsBody.IsUsable(sms.Body))
            yield return new("Sms:Body", "holds {to} and {text} where number and words belong, in a JSON object or in a form.");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    private static IEnumerable<SettingMistake> RateLimits(RateLimitOptions limits) => Within(
        ("RateLimits:ProtocolPerMinute", limits.ProtocolPerMinute, 1, 100_000_000),
        ("RateLimits:PagesPerMinute", limits.PagesPerMinute, 1, 100_000_000));

    internal static IEnumerable<SettingMistake> Within(params (string Key, int Value, int Least, int Most)[] numbers)
    {
        foreach (var (key, value, least, most) in numbers)
            if (value < least || value > most)
                yield return new(key, $"{value} is out of range; it is between {least} and {most}.");
    }

    internal static IEnumerable<SettingMistake> Within(params (string Key, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] durations)
    {
        foreach (var (key, value, least, most) in durations)
            if (value < least || value > most)
                yield return new(key, $"{value:c} is out of range; it is between {least:c} and {most:c}.");
    }
}
