using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace PseIdentity.Testing.Saml;

/// <summary>How an assertion is encrypted; right as it stands.</summary>
public sealed record SamlEncryption
{
    public const string Gcm = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
    public const string Cbc = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
    public const string Oaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
    public const string Oaep11 = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
    public const string Pkcs1 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5";

    public required X509Certificate2 Recipient { get; init; }
    public string Content { get; init; } = Gcm;
    public string Transport { get; init; } = Oaep;

    /// <summary>The key lies beside the data in place of within its KeyInfo.</summary>
    public bool KeyBeside { get; init; }

    /// <summary>A change of the ciphertext.</summary>
    public Action<byte[]> Damage { get; init; } = static _ => { };

    /// <summary>Puts an EncryptedAssertion in the place of the assertion.</summary>
    public string Encrypt(string response)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(response);
        var assertion = document.DocumentElement!.ChildNodes.OfType<XmlElement>().Single(child => child.LocalName == "Assertion");
        var key = RandomNumberGenerator.GetBytes(Content.Contains("256", StringComparison.Ordinal) ? 32 : 16);
        var content = Content.EndsWith("gcm", StringComparison.Ordinal) ? SealGcm(key, assertion.OuterXml) : SealCbc(key, assertion.OuterXml);
        Damage(content);

        var wrapped = $"""<xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{Transport}">{TransportParameters}</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(Wrap(key))}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>""";
        var encrypted = document.CreateDocumentFragment();
        encrypted.InnerXml = $"""
            <saml:EncryptedAssertion xmlns:saml="{SamlDraft.Assertion}" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:ds="{SamlSigning.Namespace}"><xenc:EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="{Content}"/><ds:KeyInfo>{(KeyBeside ? "" : wrapped)}</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(content)}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>{(KeyBeside ? wrapped : "")}</saml:EncryptedAssertion>
            """;
        document.DocumentElement.ReplaceChild(encrypted, assertion);
        return document.OuterXml;
    }

    private string TransportParameters => Transport == Oaep11
        ? $"""<ds:DigestMethod Algorithm="{SamlSigning.Sha256}"/><xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/>"""
        : "";

    private byte[] Wrap(byte[] key)
    {
        using var rsa = Recipient.GetRSAPublicKey()!;
        return rsa.Encrypt(key, Transport switch { Oaep => RSAEncryptionPadding.OaepSHA1, Oaep11 => RSAEncryptionPadding.OaepSHA256, _ => RSAEncryptionPadding.Pkcs1 });
    }

    private static byte[] SealGcm(byte[] key, string text)
    {
        var (nonce, plain, tag) = (RandomNumberGenerator.GetBytes(12), Encoding.UTF8.GetBytes(text), new byte[16]);
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return [.. nonce, .. cipher, .. tag];
    }

    private static byte[] SealCbc(byte[] key, string text)
    {
        var iv = RandomNumberGenerator.GetBytes(16);
        using var aes = Aes.Create();
        aes.Key = key;
        return [.. iv, .. aes.EncryptCbc(Encoding.UTF8.GetBytes(text), iv, PaddingMode.ISO10126)];
    }
}
