using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>Each numbered step of using a passkey: valid as it stands, then one thing broken.</summary>
[Category("WebAuthn §7.2")]
public sealed class AuthenticationTests
{
    public static readonly TestCaseData<Action<AuthenticatorAnswer>, string>[] Violations =
    [
        Case("step 3, another type of credential", a => a.CredentialType = "password", PasskeyFaults.Malformed),
        Case("step 6, a passkey that is not registered", a => a.RawId = new byte[32], PasskeyFaults.Unknown),
        Case("step 6, another person's user handle", a => a.UserHandle = [9], PasskeyFaults.UserHandle),
        Case("step 6, no user handle where nobody is known", a => a.UserHandle = null, PasskeyFaults.UserHandle),
        Case("step 9, client data that is no JSON", a => a.ClientData = "[]"u8.ToArray(), PasskeyFaults.Malformed),
        Case("step 10, the other ceremony's type", a => a.Type = "webauthn.create", PasskeyFaults.Type),
        Case("step 11, a challenge of its own", a => a.Challenge = CanonicalBase64Url.Encode(new byte[32]), PasskeyFaults.Challenge),
        Case("step 12, another origin", a => a.Origin = "https://bank.example", PasskeyFaults.Origin),
        Case("step 13, in a frame", a => a.CrossOrigin = true, PasskeyFaults.CrossOrigin),
        Case("step 14, in a frame of somebody", a => a.TopOrigin = "https://evil.example", PasskeyFaults.CrossOrigin),
        Case("step 15, another RP ID", a => a.RpId = "evil.example", PasskeyFaults.RpId),
        Case("step 15, something left over", a => a.LeftOver = [0], PasskeyFaults.Malformed),
        Case("step 16, nobody there", a => a.Flags = AuthenticatorAnswer.UserVerified, PasskeyFaults.UserPresence),
        Case("step 18, backed up without being able to", a => a.Flags |= AuthenticatorAnswer.BackedUp, PasskeyFaults.Backup),
        Case("step 19, suddenly able to be backed up", a => a.Flags |= AuthenticatorAnswer.BackupEligible, PasskeyFaults.Backup),
        Case("step 21, a changed signature", a => a.Last = s => [.. s[..^1], (byte)(s[^1] ^ 1)], PasskeyFaults.Signature),
        Case("step 21, a signature with something after it", a => a.Last = s => [.. s, 0], PasskeyFaults.Signature),
        Case("step 21, no signature", a => a.Last = _ => [], PasskeyFaults.Signature),
        Case("step 22, a counter that stands still", a => a.Counter = 5, PasskeyFaults.Counter),
        Case("step 22, a counter that goes back", a => a.Counter = 4, PasskeyFaults.Counter),
        Case("step 22, a counter that goes back to zero", a => a.Counter = 0, PasskeyFaults.Counter),
    ];

    [Test]
    public async Task Every_kind_of_key_signs_in([Values(-7, -8, -35, -36, -37, -257)] int algorithm)
    {
        using var ceremonies = new Ceremonies(algorithm: algorithm);
        Assert.That((await ceremonies.RegisterAsync()).Fault, Is.Null);
        var outcome = await ceremonies.SignInAsync();
        Assert.That((outcome.Fault, outcome.Passkey?.Record), Is.EqualTo(((PasskeyFault?)null, ceremonies.Registered)));
    }

    [TestCaseSource(nameof(Violations))]
    public async Task One_broken_thing_is_refused(Action<AuthenticatorAnswer> breakOne, string fault)
    {
        using var ceremonies = new Ceremonies();
        ceremonies.Authenticator.Counter = 5;
        await ceremonies.RegisterAsync();
        ceremonies.Authenticator.Counter = 6;
        Assert.That((await ceremonies.SignInAsync()).Fault, Is.Null, "valid as it stands");

        var outcome = await ceremonies.SignInAsync(breakOne);
        Assert.That((outcome.Passkey, outcome.Fault?.Id), Is.EqualTo(((UsedPasskey?)null, fault)), outcome.Fault?.Detail);
    }

    [Test]
    public async Task User_verification_is_that_of_this_use()
    {
        using var ceremonies = new Ceremonies();
        await ceremonies.RegisterAsync();
        Assert.That((await ceremonies.SignInAsync(a => a.Flags = AuthenticatorAnswer.UserPresent)).Passkey?.IsUserVerified, Is.False);
        Assert.That((await ceremonies.SignInAsync()).Passkey?.IsUserVerified, Is.True);
        var required = await ceremonies.SignInAsync(a => a.Flags = AuthenticatorAnswer.UserPresent, UserVerification.Required);
        Assert.That(required.Fault?.Id, Is.EqualTo(PasskeyFaults.UserVerification));
    }

    [Test]
    public async Task A_counter_that_goes_back_is_noticed_where_the_settings_let_it_pass()
    {
        using var ceremonies = new Ceremonies(new PasskeyOptions { RefuseCounterRegress = false });
        ceremonies.Authenticator.Counter = 5;
        await ceremonies.RegisterAsync();
        var outcome = await ceremonies.SignInAsync(a => a.Counter = 3);
        Assert.That((outcome.Passkey?.HasCounterRegressed, outcome.Passkey?.SignCount), Is.EqualTo(((bool?)true, (uint?)5)));
    }

    [Test]
    public async Task An_authenticator_that_does_not_count_signs_in_again_and_again()
    {
        using var ceremonies = new Ceremonies();
        await ceremonies.RegisterAsync();
        for (var i = 0; i < 3; i++)
            Assert.That((await ceremonies.SignInAsync()).Passkey?.HasCounterRegressed, Is.False);
    }

    [Test]
    public async Task A_refusal_names_the_passkey_it_concerns()
    {
        using var ceremonies = new Ceremonies();
        await ceremonies.RegisterAsync();
        Assert.That((await ceremonies.SignInAsync(a => a.Last = _ => [])).Named, Is.SameAs(ceremonies.Registered));
    }

    [Test]
    public async Task A_person_who_is_known_confirms_with_their_own_passkey_only()
    {
        using var ceremonies = new Ceremonies();
        await ceremonies.RegisterAsync();
        var own = new Ceremony(CeremonyPurposes.Confirmation, new byte[32], "r", Ceremonies.Alice);
        var confirmed = await ceremonies.FinishSignInAsync(ceremonies.Authenticator.Get(ceremonies.Asked(own), a => a.UserHandle = null), own);
        Assert.That(confirmed.Fault, Is.Null);

        var others = own with { UserHandle = [9, 9] };
        var refused = await ceremonies.FinishSignInAsync(ceremonies.Authenticator.Get(ceremonies.Asked(others), a => a.UserHandle = null), others);
        Assert.That(refused.Fault?.Id, Is.EqualTo(PasskeyFaults.UserHandle));
    }

    private static TestCaseData<Action<AuthenticatorAnswer>, string> Case(string name, Action<AuthenticatorAnswer> breakOne, string fault) =>
        new(breakOne, fault) { TestName = $"Sign-in refuses {name}" };
}
