using System.Security.Cryptography;
using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Encryption;

/// <summary>Opens a saml:EncryptedAssertion (SAML Core §2.3.4). Whatever goes wrong is one and the same error.</summary>
internal static class EncryptedAssertion
{
    private const string ElementType = SamlNames.Encryption + "Element";
    private const int MostRecipients = 4;

    /// <param name="encrypted">The element, out of what was verified where the response is signed.</param>
    /// <param name="keys">This provider's own.</param>
    /// <param name="responseIsSigned">The signature of the response was verified, so that nobody else can have changed the ciphertext.</param>
    /// <returns>The assertion, in a document of its own.</returns>
    public static XmlElement Open(XmlElement encrypted, IReadOnlyCollection<RSA> keys, bool responseIsSigned)
    {
        try
        {
            return Read(encrypted, keys, responseIsSigned);
        }
        catch (UpstreamException)
        {
            throw SamlRefuse.Decryption();
        }
    }

    private static XmlElement Read(XmlElement encrypted, IReadOnlyCollection<RSA> keys, bool responseIsSigned)
    {
        var data = encrypted.Required(SamlNames.Encryption, "EncryptedData");
        if (data.Value("Type") is { } type && type != ElementType)
            throw SamlRefuse.Decryption();
        var cipher = ContentCipher.Find(data.Required(SamlNames.Encryption, "EncryptionMethod").Required("Algorithm")) ?? throw SamlRefuse.Decryption();

        // CBC tells whoever may send changed ciphertext about the plain text: by the padding, or by what is well-formed
        // (XML Encryption 1.1 §6.1.1, §6.1.2). So it is opened only for the holder of the provider's signing key.
        if (!cipher.IsAuthenticated && !responseIsSigned)
            throw SamlRefuse.Decryption();

        var content = data.Required(SamlNames.Encryption, "CipherData").Required(SamlNames.Encryption, "CipherValue").Base64();
        var plain = Recipients(encrypted, data).Select(wrapped => KeyTransport.Open(wrapped, keys))
            .Select(key => key is null ? null : cipher.Open(key, content)).FirstOrDefault(opened => opened is not null) ?? throw SamlRefuse.Decryption();

        var assertion = StrictXml.Message(plain).DocumentElement ?? throw SamlRefuse.Decryption();
        if (!assertion.Is(SamlNames.Assertion, "Assertion"))
            throw SamlRefuse.Decryption();
        return assertion;
    }

    // SAML Core §2.2.4, §2.3.4: the keys lie within the KeyInfo of the data, or beside it.
    private static IEnumerable<XmlElement> Recipients(XmlElement encrypted, XmlElement data) =>
        (data.Child(SamlNames.Signature, "KeyInfo")?.Children(SamlNames.Encryption, "EncryptedKey") ?? [])
            .Concat(encrypted.Children(SamlNames.Encryption, "EncryptedKey")).Take(MostRecipients);
}
