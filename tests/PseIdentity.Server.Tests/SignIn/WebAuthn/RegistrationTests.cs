using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Server.SignIn.WebAuthn.Attestation;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>Each numbered step of registering a passkey: valid as it stands, then one thing broken.</summary>
[Category("WebAuthn §7.1")]
public sealed class RegistrationTests
{
    private const byte Present = AuthenticatorAnswer.UserPresent | AuthenticatorAnswer.HasCredential;

    public static readonly TestCaseData<Action<AuthenticatorAnswer>, string>[] Violations =
    [
        Case("step 3, another type of credential", a => a.CredentialType = "password", PasskeyFaults.Malformed),
        Case("step 6, client data that is no JSON", a => a.ClientData = "{"u8.ToArray(), PasskeyFaults.Malformed),
        Case("step 6, a member twice", a => a.ClientData = Encoding.UTF8.GetBytes("{\"type\":\"webauthn.get\"," + Encoding.UTF8.GetString(a.ClientDataJson())[1..]), PasskeyFaults.Malformed),
        Case("step 7, the other ceremony's type", a => a.Type = "webauthn.get", PasskeyFaults.Type),
        Case("step 8, a challenge of its own", a => a.Challenge = CanonicalBase64Url.Encode(new byte[32]), PasskeyFaults.Challenge),
        Case("step 8, a second spelling", a => a.Challenge += "=", PasskeyFaults.Challenge),
        Case("step 9, another origin", a => a.Origin = "https://id.bank.example.evil.example", PasskeyFaults.Origin),
        Case("step 9, a subdomain", a => a.Origin = "https://x.id.bank.example", PasskeyFaults.Origin),
        Case("step 9, another port", a => a.Origin += ":8443", PasskeyFaults.Origin),
        Case("step 9, http", a => a.Origin = "http://id.bank.example", PasskeyFaults.Origin),
        Case("step 10, in a frame", a => a.CrossOrigin = true, PasskeyFaults.CrossOrigin),
        Case("step 11, in a frame of somebody", a => a.TopOrigin = "https://evil.example", PasskeyFaults.CrossOrigin),
        Case("step 13, something left over", a => a.LeftOver = [0], PasskeyFaults.Malformed),
        Case("step 13, no credential", a => a.Flags = 0x05, PasskeyFaults.Malformed),
        Case("step 13, extensions announced and not there", a => a.Flags |= AuthenticatorAnswer.HasExtensions, PasskeyFaults.Malformed),
        Case("step 13, extensions that are no map", a => (a.Flags, a.Extensions) = ((byte)(a.Flags | AuthenticatorAnswer.HasExtensions), [0x01]), PasskeyFaults.Malformed),
        Case("step 13, an attestation object with something after it", a => a.Last = octets => [.. octets, 0], PasskeyFaults.Malformed),
        Case("step 14, another RP ID", a => a.RpId = "bank.example", PasskeyFaults.RpId),
        Case("step 15, nobody there", a => a.Flags = AuthenticatorAnswer.HasCredential | AuthenticatorAnswer.UserVerified, PasskeyFaults.UserPresence),
        Case("step 17, backed up without being able to", a => a.Flags |= AuthenticatorAnswer.BackedUp, PasskeyFaults.Backup),
        Case("step 21, a format nobody knows", a => a.Attestation = m => ("None", Statements.None(m).Statement), PasskeyFaults.AttestationFormat),
        Case("step 21, safetynet", a => a.Attestation = _ => ("android-safetynet", Statements.Map(("ver", "1"), ("response", Array.Empty<byte>()))), PasskeyFaults.AttestationFormat),
        Case("step 22, a statement with none", a => a.Attestation = _ => ("none", Statements.Map(("alg", -7))), PasskeyFaults.Attestation),
        Case("step 25, a credential id of 1024 octets", a => a.CredentialId = new byte[1024], PasskeyFaults.Malformed),
        Case("step 25, an empty credential id", a => a.CredentialId = [], PasskeyFaults.CredentialId),
        Case("step 25, another id beside it", a => a.RawId = new byte[32], PasskeyFaults.CredentialId),
    ];

    [Test]
    public async Task A_passkey_is_registered_with_what_its_authenticator_says()
    {
        using var ceremonies = new Ceremonies();
        ceremonies.Authenticator.Counter = 7;
        var outcome = await ceremonies.RegisterAsync(a => a.Flags |= AuthenticatorAnswer.BackupEligible | AuthenticatorAnswer.BackedUp);

        Assert.That(outcome.Fault, Is.Null);
        var passkey = outcome.Passkey!;
        Assert.Multiple(() =>
        {
            Assert.That(passkey.CredentialId, Is.EqualTo(ceremonies.Authenticator.CredentialId));
            Assert.That(passkey.PublicKey, Is.EqualTo(ceremonies.Authenticator.Key.Cose()));
            Assert.That(passkey.SignCount, Is.EqualTo(7));
            Assert.That((passkey.IsUserVerified, passkey.IsBackupEligible, passkey.IsBackedUp, passkey.IsDiscoverable), Is.EqualTo((true, true, true, (bool?)true)));
            Assert.That(passkey.Transports, Is.EqualTo(new[] { "internal", "hybrid" }));
            Assert.That(passkey.Aaguid, Is.EqualTo(ceremonies.Authenticator.Aaguid));
            Assert.That(passkey.Attestation, Is.EqualTo(new AttestationOutcome("none", AttestationType.None, false, null)));
        });
    }

    [TestCaseSource(nameof(Violations))]
    public async Task One_broken_thing_is_refused(Action<AuthenticatorAnswer> breakOne, string fault)
    {
        using var ceremonies = new Ceremonies();
        var outcome = await ceremonies.RegisterAsync(breakOne);
        Assert.That((outcome.Passkey, outcome.Fault?.Id), Is.EqualTo(((NewPasskey?)null, fault)), outcome.Fault?.Detail);
    }

    [Test]
    public async Task User_verification_is_refused_when_missing_only_where_it_was_required()
    {
        using var ceremonies = new Ceremonies();
        var preferred = await ceremonies.RegisterAsync(a => a.Flags = Present);
        Assert.That(preferred.Passkey?.IsUserVerified, Is.False);
        var required = await ceremonies.RegisterAsync(a => a.Flags = Present, new CreationWishes { UserVerification = UserVerification.Required });
        Assert.That(required.Fault?.Id, Is.EqualTo(PasskeyFaults.UserVerification));
    }

    [Test]
    public async Task Nobody_need_be_present_when_a_passkey_is_made_conditionally()
    {
        using var ceremonies = new Ceremonies();
        var outcome = await ceremonies.RegisterAsync(a => a.Flags = AuthenticatorAnswer.HasCredential, new CreationWishes { IsConditional = true });
        Assert.That(outcome.Fault, Is.Null);
    }

    [Test]
    public async Task A_credential_id_that_somebody_has_is_refused()
    {
        using var ceremonies = new Ceremonies();
        var outcome = await ceremonies.FinishRegistrationAsync(ceremonies.Authenticator.Create(ceremonies.Question()), isRegistered: true);
        Assert.That(outcome.Fault?.Id, Is.EqualTo(PasskeyFaults.Registered));
    }

    [Test]
    public async Task A_byte_order_mark_before_the_client_data_is_passed_over()
    {
        using var ceremonies = new Ceremonies();
        var outcome = await ceremonies.RegisterAsync(a => a.ClientData = [0xEF, 0xBB, 0xBF, .. a.ClientDataJson()]);
        Assert.That(outcome.Fault, Is.Null);
    }

    private static TestCaseData<Action<AuthenticatorAnswer>, string> Case(string name, Action<AuthenticatorAnswer> breakOne, string fault) =>
        new(breakOne, fault) { TestName = $"Registration refuses {name}" };
}
