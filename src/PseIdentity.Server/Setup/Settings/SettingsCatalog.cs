using PseIdentity.Protocol;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Clients.Documents;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Protocol.Registration;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Server.Email;
using PseIdentity.Server.Hardening;
using PseIdentity.Server.Organizations.Dns;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.Passwords.Breached;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Server.Sms;
using SessionOptions = PseIdentity.Protocol.Sessions.SessionOptions;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>A section of the settings and a class that holds it, or a part of it.</summary>
internal sealed record SettingsSection(string Name, Type Options);

/// <summary>Every section that this program reads: checked together at start, and the source of <c>deploy/SETTINGS.md</c>.</summary>
internal static class SettingsCatalog
{
    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        new("Database", typeof(DatabaseOptions)),
        new("Data", typeof(DataOptions)),
        new("Keys", typeof(KeysOptions)),
        new("SignIn", typeof(SignInOptions)),
        new("Passwords", typeof(PasswordOptions)),
        new("Passwords:Breached", typeof(BreachedPasswordOptions)),
        new("Passkeys", typeof(PasskeyOptions)),
        new("Devices", typeof(DeviceOptions)),
        new("Recovery", typeof(RecoveryOptions)),
        new("Help", typeof(HelpOptions)),
        new("Protocol", typeof(ProtocolOptions)),
        new("Tokens", typeof(TokenOptions)),
        new("Sessions", typeof(SessionOptions)),
        new("Events", typeof(EventOptions)),
        new("Dpop", typeof(DpopOptions)),
        new("Mtls", typeof(MtlsOptions)),
        new("Approvals", typeof(ApprovalOptions)),
        new("Email:Smtp", typeof(SmtpOptions)),
        new("Sms", typeof(SmsOptions)),
        new("Provisioning", typeof(ProvisioningOptions)),
        new("SigningKeys", typeof(SigningKeyOptions)),
        new("Network", typeof(NetworkOptions)),
        new("Network", typeof(OutboundOptions)),
        new("Dns", typeof(DnsOptions)),
        new("Registration", typeof(RegistrationOptions)),
        new("ClientDocuments", typeof(ClientDocumentOptions)),
        new("RateLimits", typeof(RateLimitOptions)),
    ];
}
