using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>Encrypted assertions: opened with our keys, and silent about why they could not be.</summary>
internal sealed class EncryptionTests : SamlFixture
{
    private const string Believed = "believed: persistent:alice-0001";
    private const string Refused = "federation.saml_decryption";

    [TestCase(SamlEncryption.Gcm, SamlEncryption.Oaep, false)]
    [TestCase(SamlEncryption.Gcm, SamlEncryption.Oaep11, true)]
    [TestCase("http://www.w3.org/2009/xmlenc11#aes128-gcm", SamlEncryption.Oaep, true)]
    [Category("XML Encryption §5.2.4")]
    public async Task An_assertion_that_is_signed_and_then_encrypted_is_read(string content, string transport, bool beside)
    {
        var (draft, own) = (Draft(), await OwnCertificateAsync());

        Assert.That(await RefusedAsync(draft, new SamlEncryption { Recipient = own, Content = content, Transport = transport, KeyBeside = beside }.Encrypt(Idp.SignAssertion(draft))), Is.EqualTo(Believed));
    }

    [Test]
    public async Task The_signature_of_the_response_covers_what_is_encrypted()
    {
        var (draft, own) = (Draft(), await OwnCertificateAsync());

        Assert.That(await RefusedAsync(draft, Idp.Sign(new SamlEncryption { Recipient = own }.Encrypt(draft.Xml), draft.ResponseId)), Is.EqualTo(Believed));
    }

    [Test, Category("XML Encryption §6.1.1")]
    public async Task Blocks_are_decrypted_only_for_the_holder_of_the_signing_key()
    {
        var (draft, another, own) = (Draft(), Draft(), await OwnCertificateAsync());
        var blocks = new SamlEncryption { Recipient = own, Content = SamlEncryption.Cbc };
        var encrypted = blocks.Encrypt(Idp.SignAssertion(draft));

        Assert.Multiple(async () =>
        {
            Assert.That(await RefusedAsync(draft, encrypted), Is.EqualTo(Refused), "the response is not signed");
            Assert.That(await RefusedAsync(another, Idp.Sign(blocks.Encrypt(another.Xml), another.ResponseId)), Is.EqualTo(Believed), "the signed response covers the assertion");
            Assert.That(await RefusedAsync(draft, Stranger.Sign(encrypted, draft.ResponseId)), Is.EqualTo("federation.saml_signature"), "somebody else signed the response");
            Assert.That(await RefusedAsync(draft, Idp.Sign(encrypted, draft.ResponseId)), Is.EqualTo(Believed));
        });
    }

    [Test]
    public async Task Whatever_goes_wrong_is_the_same_error()
    {
        var (draft, own) = (Draft(), await OwnCertificateAsync());
        using var others = SamlIdp.NewCertificate();
        var signed = Idp.SignAssertion(draft);

        Assert.Multiple(async () =>
        {
            Assert.That(await RefusedAsync(draft, With(others).Encrypt(signed)), Is.EqualTo(Refused), "for somebody else");
            Assert.That(await RefusedAsync(draft, (With(own) with { Transport = SamlEncryption.Pkcs1 }).Encrypt(signed)), Is.EqualTo(Refused), "PKCS #1 v1.5");
            Assert.That(await RefusedAsync(draft, (With(own) with { Damage = bytes => bytes[40] ^= 1 }).Encrypt(signed)), Is.EqualTo(Refused), "a bit of the content");
            Assert.That(await RefusedAsync(draft, With(own).Encrypt(signed).Replace("aes256-gcm", "aes128-gcm")), Is.EqualTo(Refused), "a key of another length");
            Assert.That(await RefusedAsync(draft, With(own).Encrypt(signed).Replace(SamlEncryption.Gcm, "http://www.w3.org/2001/04/xmlenc#tripledes-cbc")), Is.EqualTo(Refused), "Triple DES");
            Assert.That(await RefusedAsync(draft, With(own).Encrypt(signed).Replace("xenc:CipherValue", "xenc:CipherReference")), Is.EqualTo(Refused), "elsewhere");
            Assert.That(await RefusedAsync(draft, With(own).Encrypt(signed).Replace("xmlenc#Element", "xmlenc#Content")), Is.EqualTo(Refused), "of another type");
            Assert.That(await RefusedAsync(draft, (With(own) with { Content = SamlEncryption.Cbc }).Encrypt(signed)), Is.EqualTo(Refused), "unsigned blocks");
        });
    }

    [Test]
    public async Task What_is_within_has_to_be_signed_by_the_provider()
    {
        var (draft, own) = (Draft(), await OwnCertificateAsync());

        Assert.That(await RefusedAsync(draft, With(own).Encrypt(draft.Xml)), Is.EqualTo("federation.saml_signature"));
        Assert.That(await RefusedAsync(draft, With(own).Encrypt(Stranger.SignAssertion(draft))), Is.EqualTo("federation.saml_signature"));
    }

    [Test]
    public async Task A_provider_may_be_held_to_encryption()
    {
        var (draft, own) = (Draft(), await OwnCertificateAsync());
        var strict = Acme with { Saml = Acme.Saml! with { RequiresEncryption = true } };

        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft), strict), Is.EqualTo("federation.saml_conditions"));
        Assert.That(await RefusedAsync(draft, With(own).Encrypt(Idp.SignAssertion(draft)), strict), Is.EqualTo(Believed));
    }

    private static SamlEncryption With(X509Certificate2 recipient) => new() { Recipient = recipient };
}
