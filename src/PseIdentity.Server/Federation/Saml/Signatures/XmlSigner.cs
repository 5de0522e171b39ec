using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using System.Xml.Linq;
using PseIdentity.Server.Federation.Saml.Xml;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation.Saml.Signatures;

/// <summary>Signs what this installation says to providers (SAML Core §5.4): RSA-SHA256, enveloped, exclusive canonicalisation, the certificate beside it.</summary>
internal static class XmlSigner
{
    /// <param name="message">A request, a response or metadata with an <c>ID</c>; the signature comes after its Issuer, or first.</param>
    public static string Sign(XElement message, FederationKey key)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var reader = message.CreateReader())
            document.Load(reader);
        var root = document.DocumentElement ?? throw new ArgumentException("An empty message.", nameof(message));

        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.PrivateKey, out _);
        using var certificate = X509CertificateLoader.LoadCertificate(key.Certificate);
        var signed = new SignedXml(document) { SigningKey = rsa };
        signed.SignedInfo!.CanonicalizationMethod = SamlNames.ExclusiveC14N;
        signed.SignedInfo.SignatureMethod = SignatureAlgorithms.RsaSha256;
        var reference = new Reference("#" + root.Required("ID")) { DigestMethod = SignatureAlgorithms.Sha256Digest };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.KeyInfo = new KeyInfo();
        signed.KeyInfo.AddClause(new KeyInfoX509Data(certificate));
        signed.ComputeSignature();

        var issuer = root.Child(SamlNames.Assertion, "Issuer");
        root.InsertAfter(document.ImportNode(signed.GetXml(), deep: true), issuer);
        return root.OuterXml;
    }
}
