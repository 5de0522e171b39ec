using System.Security.Cryptography;
using System.Xml;
using PseIdentity.Server.Federation.Saml.Encryption;
using PseIdentity.Server.Federation.Saml.Signatures;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>A response out of which everything that counts was signed by the provider.</summary>
/// <param name="Response">The envelope; read from what was signed where <paramref name="IsSigned"/>.</param>
/// <param name="Assertion">Always read from what was signed: by its own signature, or by the response's.</param>
internal sealed record ReadResponse(XmlElement Response, XmlElement Assertion, bool IsSigned);

/// <summary>Turns octets into a response that is believed to come from the provider (SAML Profiles §4.1.3.5, §4.1.4.3: "Verify any signatures").</summary>
internal sealed class ResponseReader(IReadOnlyCollection<TrustedKey> keys, IReadOnlyCollection<RSA> ownKeys, bool requiresEncryption)
{
    public ReadResponse Read(ReadOnlyMemory<byte> utf8)
    {
        var received = StrictXml.Message(utf8).DocumentElement ?? throw SamlRefuse.Malformed("an empty document");
        ResponseStatus.Check(received); // a refusal holds no assertion, and is often not signed
        ResponseShape.Check(received);

        // 1  The response. From here on, what was signed takes the place of what was received.
        var signature = SignatureCheck.Of(received);
        var response = signature is null ? received : SignatureCheck.Verify(received, signature, keys);

        // 2  Its assertion, opened where it is encrypted.
        var assertion = response.Child(SamlNames.Assertion, "EncryptedAssertion") is { } encrypted
            ? Opened(encrypted, responseIsSigned: signature is not null)
            : Plain(received);

        // 3  The assertion's own signature: it has to verify whether it is needed or not.
        if (SignatureCheck.Of(assertion) is { } own)
            return new ReadResponse(response, SignatureCheck.Verify(assertion, own, keys), signature is not null);
        if (signature is null)
            throw SamlRefuse.Signature("neither the response nor the assertion is signed");
        return new ReadResponse(response, response.Child(SamlNames.Assertion, "Assertion") ?? assertion, IsSigned: true);
    }

    // As received, because what its signature covers may depend on prefixes that are declared around it.
    private XmlElement Plain(XmlElement received) => requiresEncryption
        ? throw SamlRefuse.Conditions("the assertion is not encrypted, and this provider's has to be")
        : received.Required(SamlNames.Assertion, "Assertion");

    private XmlElement Opened(XmlElement encrypted, bool responseIsSigned)
    {
        var assertion = EncryptedAssertion.Open(encrypted, ownKeys, responseIsSigned);
        ResponseShape.CheckAlone(assertion);
        return assertion;
    }
}
