using System.Security.Cryptography;
using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Encryption;

/// <summary>The content key inside an EncryptedKey (XML Encryption 1.1 §5.5.2): RSA-OAEP only; PKCS #1 v1.5 would make us an oracle (Bleichenbacher).</summary>
internal static class KeyTransport
{
    private const string Oaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
    private const string Oaep11 = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
    private const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    private const string Mgf1Sha1 = "http://www.w3.org/2009/xmlenc11#mgf1sha1";

    /// <summary>What metadata of ours names.</summary>
    public const string Offered = Oaep;

    /// <summary>The key, or null when none of ours opens it.</summary>
    public static byte[]? Open(XmlElement encryptedKey, IEnumerable<RSA> keys)
    {
        var padding = Padding(encryptedKey.Required(SamlNames.Encryption, "EncryptionMethod"));
        var wrapped = encryptedKey.Required(SamlNames.Encryption, "CipherData").Required(SamlNames.Encryption, "CipherValue").Base64();
        foreach (var key in keys)
        {
            try
            {
                return key.Decrypt(wrapped, padding);
            }
            catch (CryptographicException)
            {
                // meant for another of our keys, or for nobody
            }
        }
        return null;
    }

    private static RSAEncryptionPadding Padding(XmlElement method)
    {
        if (method.Child(SamlNames.Encryption, "OAEPparams") is not null)
            throw SamlRefuse.Decryption();
        var digest = method.Child(SamlNames.Signature, "DigestMethod")?.Required("Algorithm") ?? Sha1;
        var mask = method.Child(SamlNames.Encryption11, "MGF")?.Required("Algorithm") ?? Mgf1Sha1;
        return (method.Required("Algorithm"), digest, mask) switch
        {
            (Oaep, Sha1, Mgf1Sha1) or (Oaep11, Sha1, Mgf1Sha1) => RSAEncryptionPadding.OaepSHA1,
            (Oaep11, "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2009/xmlenc11#mgf1sha256") => RSAEncryptionPadding.OaepSHA256,
            (Oaep11, "http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2009/xmlenc11#mgf1sha384") => RSAEncryptionPadding.OaepSHA384,
            (Oaep11, "http://www.w3.org/2001/04/xmlenc#sha512", "http://www.w3.org/2009/xmlenc11#mgf1sha512") => RSAEncryptionPadding.OaepSHA512,
            _ => throw SamlRefuse.Decryption(),
        };
    }
}
