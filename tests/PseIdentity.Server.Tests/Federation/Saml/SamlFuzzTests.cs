using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.Saml.Metadata;
using PseIdentity.Server.Federation.Saml.Requests;
using PseIdentity.Server.Federation.Saml.Responses;
using PseIdentity.Server.Federation.Saml.Signatures;
using PseIdentity.Testing.Fuzzing;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>Nothing that arrives makes a reader of SAML throw what it should not, or work for long; and nobody but the signer is believed.</summary>
internal sealed class SamlFuzzTests
{
    private const int Longest = 16 * 1024;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Whatever_comes_as_a_response_is_refused_or_says_what_was_signed()
    {
        using var idp = new SamlIdp();
        using var own = SamlIdp.NewCertificate();
        using var ownKey = own.GetRSAPrivateKey()!;
        var draft = new SamlDraft { Issuer = idp.EntityId, Audience = "https://us.example", Recipient = "https://us.example/acs", RequestId = "_q", Now = Now };
        var encryption = new SamlEncryption { Recipient = own };
        var expected = new Expected(draft.Issuer, draft.Audience, draft.Recipient, draft.RequestId, Now);
        var reader = new ResponseReader([TrustedKey.TryRead(idp.Certificate.RawData)!], [ownKey], requiresEncryption: false);

        string[] valid = [idp.SignAssertion(draft), idp.SignResponse(draft), idp.SignBoth(draft), encryption.Encrypt(idp.SignAssertion(draft))];
        Fuzz.Bytes(
            valid.Append(draft.Xml).Select(System.Text.Encoding.UTF8.GetBytes),
            message =>
            {
                // A document takes some thirty times its length; how long and how dense one may be is StrictXml's to say.
                if (message.Length > Longest)
                    return;
                var read = reader.Read(message);
                EnvelopeCheck.Check(read, expected);
                Assert.That(AssertionCheck.Check(read.Assertion, expected).NameId!.Value, Is.EqualTo("alice-0001"));
            },
            refusal => refusal is UpstreamException);
    }

    [Test]
    public void Whatever_comes_as_metadata_is_read_or_refused()
    {
        using var idp = new SamlIdp();

        Fuzz.Text([idp.Metadata()], text => IdpMetadataReader.Read(System.Text.Encoding.UTF8.GetBytes(text), idp.EntityId), refusal => refusal is UpstreamException);
    }

    [Test]
    public void Whatever_comes_as_a_query_is_read_or_refused()
    {
        using var idp = new SamlIdp();
        var key = TrustedKey.TryRead(idp.Certificate.RawData)!;

        Fuzz.Text([idp.SignQuery("SAMLRequest=AAAA&RelayState=a+b%20c"), "?SAMLRequest=%zz&SigAlg=&Signature"], query => RedirectBinding.Read(query, "SAMLRequest", [key]), refusal => refusal is UpstreamException);
    }
}
