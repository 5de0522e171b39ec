using System.Formats.Cbor;
using NUnit.Framework;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Server.SignIn.WebAuthn.Attestation;
using PseIdentity.Testing.Fuzzing;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>What strangers post in place of an authenticator's answer.</summary>
[NonParallelizable]
public sealed class VerifierFuzzTests
{
    [Test]
    public void Mutated_client_data_costs_little_and_throws_nothing() =>
        Fuzz.Bytes(Vectors.Names.Select(name => Vectors.Octets(name, "clientDataJSON")), input => ClientData.Parse(input));

    [Test]
    public void Mutated_authenticator_data_costs_little_and_throws_nothing() =>
        Fuzz.Bytes(Vectors.Names.Select(DataOf), input => AuthenticatorData.Parse(input)?.IsFor("example.org"));

    [Test]
    public void A_mutated_COSE_key_costs_little_and_throws_nothing()
    {
        var keys = new[] { -7, -8, -35, -36, -37, -257 }.Select(algorithm =>
        {
            using var key = new SoftwareKey(algorithm);
            return key.Cose();
        });
        Fuzz.Bytes(keys, input => CoseKey.Parse(input)?.Verify(input, input));
    }

    [Test]
    public void A_mutated_attestation_object_costs_little_and_throws_nothing() =>
        Fuzz.Bytes(Vectors.Names.Select(name => Vectors.Octets(name, "attestationObject")), input =>
        {
            if (AttestationObject.Parse(input) is { AuthenticatorData.Credential: { } credential } given)
                foreach (var format in AttestationCheck.Formats)
                {
                    using var path = AttestationCheck.Verify(format, new AttestationInput(given.Statement, given.AuthenticatorData, credential, new byte[32])).Path;
                    path.LeadsTo([Vectors.Root], DateTimeOffset.UnixEpoch);
                }
        });

    [Test]
    public void Deep_and_wide_CBOR_is_refused()
    {
        Assert.That(Cbor.Read(Enumerable.Repeat((byte)0x81, 60_000).ToArray(), CborConformanceMode.Strict), Is.Null);
        Assert.That(Cbor.Read(new byte[] { 0x99, 0xEA, 0x60 }.Concat(new byte[60_000]).ToArray(), CborConformanceMode.Strict), Is.Null);
        Assert.That(Cbor.Read(new byte[] { 0xA2, 0x01, 0x01, 0x01, 0x02 }, CborConformanceMode.Strict), Is.Null, "a key twice");
    }

    private static byte[] DataOf(string name)
    {
        var map = (CborMap)Cbor.Read(Vectors.Octets(name, "attestationObject"), CborConformanceMode.Strict)!;
        return map.Octets("authData")!;
    }
}
