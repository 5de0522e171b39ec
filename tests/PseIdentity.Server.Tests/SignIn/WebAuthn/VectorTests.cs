using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Server.SignIn.WebAuthn.Attestation;
using PseIdentity.Testing;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>The specification's own examples go through both ceremonies whole.</summary>
[Category("WebAuthn §16")]
public sealed class VectorTests
{
    // Ed448 is offered by nobody here, so that it is refused; the others are of algorithms and formats that this provider knows.
    private const string Unsupported = "packed-ed448";

    private static readonly string[] Framed = ["none-es256-crossOrigin", "none-es256-topOrigin"];

    public static IEnumerable<string> Supported => Vectors.Names.Where(name => name != Unsupported);

    [TestCaseSource(nameof(Supported))]
    public async Task A_vector_registers_and_signs_in(string name)
    {
        using var ceremonies = Of(name, framed: true);
        var registered = await ceremonies.FinishRegistrationAsync(Registration(name));
        Assert.That(registered.Fault, Is.Null);
        var passkey = registered.Passkey!;
        Assert.That(passkey.CredentialId, Is.EqualTo(Vectors.Octets(name, "credentialId")));
        Assert.That(passkey.Aaguid, Is.EqualTo(new Guid(Vectors.Octets(name, "aaguid"), bigEndian: true)));
        Assert.That((passkey.Attestation.Type, passkey.Attestation.IsTrusted), Is.EqualTo((TypeOf(name), TypeOf(name) is AttestationType.Certified or AttestationType.Anonymized)));

        ceremonies.Registered = new PasskeyRecord
        {
            CredentialId = passkey.CredentialId,
            UserHandle = Ceremonies.Alice,
            PublicKey = passkey.PublicKey,
            SignCount = passkey.SignCount,
            IsBackupEligible = passkey.IsBackupEligible,
        };
        Assert.That((await ceremonies.FinishSignInAsync(Assertion(name, 0))).Fault, Is.Null);
    }

    [TestCaseSource(nameof(Supported))]
    public async Task A_vector_with_one_bit_changed_anywhere_is_refused_or_means_nothing_else(string name)
    {
        var attestation = Vectors.Octets(name, "attestationObject");

        // Every octet of the attestation object that something vouches for: none vouches for nothing.
        if (TypeOf(name) == AttestationType.None)
            return;
        for (var at = 0; at < attestation.Length; at += 7)
        {
            using var ceremonies = Of(name, framed: true);
            byte[] changed = [.. attestation];
            changed[at] ^= 0x04;
            var outcome = await ceremonies.FinishRegistrationAsync(Registration(name, changed));
            Assert.That(outcome.Passkey?.Attestation.IsTrusted ?? false, Is.False.Or.EqualTo(IsUnsignedPart(name, at)), $"octet {at}");
        }
    }

    [Test]
    public async Task A_changed_signature_is_refused([ValueSource(nameof(Supported))] string name)
    {
        using var ceremonies = Of(name, framed: true);
        var passkey = (await ceremonies.FinishRegistrationAsync(Registration(name))).Passkey!;
        ceremonies.Registered = new PasskeyRecord
        {
            CredentialId = passkey.CredentialId,
            UserHandle = Ceremonies.Alice,
            PublicKey = passkey.PublicKey,
            SignCount = 0,
            IsBackupEligible = passkey.IsBackupEligible,
        };
        Assert.That((await ceremonies.FinishSignInAsync(Assertion(name, 1))).Fault?.Id, Is.EqualTo(PasskeyFaults.Signature));
    }

    [Test]
    public async Task Frames_are_refused_where_none_are_expected([ValueSource(nameof(Framed))] string name)
    {
        using var ceremonies = Of(name, framed: false);
        Assert.That((await ceremonies.FinishRegistrationAsync(Registration(name))).Fault?.Id, Is.EqualTo(PasskeyFaults.CrossOrigin));
    }

    [Test]
    public async Task A_maker_is_not_trusted_without_its_root()
    {
        const string Name = "packed-es256";
        using var ceremonies = new Ceremonies(protection: new Vectors.Protection(Name, new FakeTimeProvider().GetUtcNow()), scope: Scope(false));
        Assert.That((await ceremonies.FinishRegistrationAsync(Registration(Name))).Passkey?.Attestation.IsTrusted, Is.False);
    }

    [Test]
    public async Task A_key_of_a_kind_that_was_not_offered_is_refused()
    {
        using var ceremonies = Of(Unsupported, framed: false);
        Assert.That((await ceremonies.FinishRegistrationAsync(Registration(Unsupported))).Fault?.Id, Is.EqualTo(PasskeyFaults.Malformed));
    }

    private static Ceremonies Of(string name, bool framed) =>
        new(roots: [Vectors.Root], protection: new Vectors.Protection(name, new FakeTimeProvider().GetUtcNow()), scope: Scope(framed));

    private static PasskeyScope Scope(bool framed) => new("example.org", ["https://example.org"], framed ? ["https://example.com"] : []) { IsUsable = true };

    private static AttestationType TypeOf(string name) =>
        name.StartsWith("none", StringComparison.Ordinal) ? AttestationType.None
        : name.StartsWith("packed-self", StringComparison.Ordinal) ? AttestationType.Self
        : name.StartsWith("apple", StringComparison.Ordinal) ? AttestationType.Anonymized
        : AttestationType.Certified;

    // U2F signs neither flags, counter nor AAGUID (§8.6); they are 21 octets after the RP ID's hash. The TPM's signature leaves nothing out.
    private static bool IsUnsignedPart(string name, int at)
    {
        if (name != "fido-u2f-es256")
            return false;
        var attestation = Vectors.Octets(name, "attestationObject");
        var flags = attestation.AsSpan().LastIndexOf(System.Security.Cryptography.SHA256.HashData("example.org"u8)) + 32;
        return at >= flags && at < flags + 21;
    }

    private static string Registration(string name, byte[]? attestation = null) => Json(name, new
    {
        clientDataJSON = CanonicalBase64Url.Encode(Vectors.Octets(name, "clientDataJSON")),
        attestationObject = CanonicalBase64Url.Encode(attestation ?? Vectors.Octets(name, "attestationObject")),
        transports = Array.Empty<string>(),
    });

    private static string Assertion(string name, byte change)
    {
        var signature = Vectors.Octets(name, "getSignature");
        signature[^1] ^= change;
        return Json(name, new
        {
            clientDataJSON = CanonicalBase64Url.Encode(Vectors.Octets(name, "getClientDataJSON")),
            authenticatorData = CanonicalBase64Url.Encode(Vectors.Octets(name, "getAuthenticatorData")),
            signature = CanonicalBase64Url.Encode(signature),
            userHandle = CanonicalBase64Url.Encode(Ceremonies.Alice),
        });
    }

    private static string Json(string name, object response)
    {
        var id = CanonicalBase64Url.Encode(Vectors.Octets(name, "credentialId"));
        return JsonSerializer.Serialize(new { id, rawId = id, type = "public-key", response, clientExtensionResults = new { } });
    }
}
