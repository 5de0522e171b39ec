using NUnit.Framework;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Server.SignIn.WebAuthn.Attestation;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>Statements of makers, right and wrong, and what the settings say to them.</summary>
[Category("WebAuthn §8.2")]
public sealed class AttestationTests
{
    private static readonly Guid Model = new("12345678-9abc-def0-1234-56789abcdef0");

    private readonly AuthenticatorMaker maker = new();
    private readonly SoftwareKey key = new();

    [OneTimeTearDown]
    public void Dispose()
    {
        maker.Dispose();
        key.Dispose();
    }

    [Test]
    public async Task A_passkey_may_vouch_for_itself()
    {
        using var ceremonies = new Ceremonies();
        var outcome = await ceremonies.RegisterAsync(a => a.Attestation = Statements.Self);
        Assert.That(outcome.Passkey?.Attestation, Is.EqualTo(new AttestationOutcome("packed", AttestationType.Self, false, null)));
    }

    [Test]
    public async Task Self_attestation_over_anything_else_is_refused()
    {
        using var ceremonies = new Ceremonies();
        var outcome = await ceremonies.RegisterAsync(a => a.Attestation = m => Statements.Self(m with { ClientDataHash = new byte[32] }));
        Assert.That(outcome.Fault?.Id, Is.EqualTo(PasskeyFaults.Attestation));
    }

    [Test]
    public async Task Self_attestation_with_another_algorithm_is_refused()
    {
        using var ceremonies = new Ceremonies();
        var outcome = await ceremonies.RegisterAsync(a => a.Attestation = m => ("packed", Statements.Map(("alg", -257), ("sig", m.Key.Sign(m.Signed)))));
        Assert.That(outcome.Fault?.Id, Is.EqualTo(PasskeyFaults.Attestation));
    }

    [Test]
    public async Task A_maker_is_proven_by_its_root()
    {
        using var certificate = maker.Issue(key, Model);
        Assert.That((await RegisterAsync(Statements.Packed(certificate, key))).Passkey?.Attestation,
            Is.EqualTo(new AttestationOutcome("packed", AttestationType.Certified, true, null)));
    }

    [Test, Category("WebAuthn §8.6")]
    public async Task A_U2F_key_proves_its_maker()
    {
        using var certificate = maker.Issue(key);
        Assert.That((await RegisterAsync(Statements.FidoU2f(certificate, key))).Passkey?.Attestation.IsTrusted, Is.True);
    }

    [Test]
    public async Task The_certificate_itself_may_be_what_is_trusted()
    {
        using var certificate = maker.Issue(key, Model);
        using var ceremonies = new Ceremonies(roots: [certificate.RawData]);
        Assert.That((await ceremonies.RegisterAsync(a => a.Attestation = Statements.Packed(certificate, key))).Passkey?.Attestation.IsTrusted, Is.True);
    }

    [Test]
    public async Task A_root_of_the_same_name_proves_nothing()
    {
        using var impostor = new AuthenticatorMaker();
        using var certificate = impostor.Issue(key, Model);
        Assert.That((await RegisterAsync(Statements.Packed(certificate, key))).Passkey?.Attestation.IsTrusted, Is.False);
        var strict = await RegisterAsync(Statements.Packed(certificate, key), new PasskeyOptions { TrustedAttestationOnly = true });
        Assert.That(strict.Fault?.Id, Is.EqualTo(PasskeyFaults.Untrusted));
    }

    [TestCase("O=Test Maker, OU=Authenticator Attestation, CN=Test Model")]
    [TestCase("C=AA, OU=Authenticator Attestation, CN=Test Model")]
    [TestCase("C=AA, O=Test Maker, OU=Something Else, CN=Test Model")]
    [TestCase("C=AA, O=Test Maker, OU=Authenticator Attestation")]
    public async Task A_subject_that_lacks_something_is_refused(string subject)
    {
        using var certificate = maker.Issue(key, Model, subject);
        Assert.That((await RegisterAsync(Statements.Packed(certificate, key))).Fault?.Id, Is.EqualTo(PasskeyFaults.Attestation));
    }

    [Test]
    public async Task A_certificate_of_another_model_or_an_authority_or_another_key_is_refused()
    {
        using var anotherModel = maker.Issue(key, Guid.NewGuid());
        using var authority = maker.Issue(key, Model, isAuthority: true);
        using var otherKey = new SoftwareKey();
        using var another = maker.Issue(otherKey, Model);
        foreach (var certificate in new[] { anotherModel, authority, another })
            Assert.That((await RegisterAsync(Statements.Packed(certificate, key))).Fault?.Id, Is.EqualTo(PasskeyFaults.Attestation));
    }

    [Test]
    public async Task Models_are_denied_and_allowed_by_their_AAGUID()
    {
        var denied = await RegisterAsync(Statements.None, new PasskeyOptions { DeniedAaguids = [Model.ToString()] });
        var missing = await RegisterAsync(Statements.None, new PasskeyOptions { AllowedAaguids = [Guid.NewGuid().ToString()] });
        var allowed = await RegisterAsync(Statements.None, new PasskeyOptions { AllowedAaguids = [Model.ToString()] });
        Assert.That((denied.Fault?.Id, missing.Fault?.Id, allowed.Fault), Is.EqualTo((PasskeyFaults.Model, PasskeyFaults.Model, (PasskeyFault?)null)));
    }

    private async Task<CeremonyOutcome<NewPasskey>> RegisterAsync(
        Func<AttestedMaterial, (string, Action<System.Formats.Cbor.CborWriter>)> attestation, PasskeyOptions? options = null)
    {
        using var ceremonies = new Ceremonies(options, roots: [maker.Root]);
        return await ceremonies.RegisterAsync(a => a.Attestation = attestation);
    }
}
