using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace PseIdentity.Testing.Saml;

/// <summary>How something is signed; right as it stands.</summary>
public sealed record SamlSigning
{
    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    public const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    public const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    public const string Namespace = "http://www.w3.org/2000/09/xmldsig#";

    public string Method { get; init; } = RsaSha256;
    public string Digest { get; init; } = Sha256;
    public string Canonicalization { get; init; } = Exclusive;
    public IReadOnlyList<Transform> Transforms { get; init; } = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform()];

    /// <summary>The reference's; null for <c>#</c> and the ID of what is signed.</summary>
    public string? Uri { get; init; }

    /// <summary>A second reference, to this.</summary>
    public string? SecondUri { get; init; }

    /// <summary>A MAC under this key in place of a signature.</summary>
    public byte[]? Mac { get; init; }

    /// <summary>Another's key; null for the provider's own.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Signs the element with this ID, and puts the signature after its issuer.</summary>
    public string Sign(string xml, string id, X509Certificate2 own)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(xml);
        var element = (XmlElement)document.SelectSingleNode($"//*[@ID='{id}']")!;
        var certificate = Certificate ?? own;
        using var rsa = certificate.GetRSAPrivateKey();
        var signed = new SignedXml(document) { SigningKey = rsa, KeyInfo = new KeyInfo() };
        signed.SignedInfo!.CanonicalizationMethod = Canonicalization;
        signed.SignedInfo.SignatureMethod = Method;
        signed.KeyInfo.AddClause(new KeyInfoX509Data(certificate));
        signed.AddReference(Reference(Uri ?? "#" + id));
        if (SecondUri is not null)
            signed.AddReference(Reference(SecondUri));
        if (Mac is null)
            signed.ComputeSignature();
        else
            using (var mac = new HMACSHA256(Mac))
                signed.ComputeSignature(mac);

        var issuer = element.ChildNodes.OfType<XmlElement>().FirstOrDefault(child => child.LocalName == "Issuer");
        element.InsertAfter(document.ImportNode(signed.GetXml(), deep: true), issuer);
        return document.OuterXml;
    }

    private Reference Reference(string uri)
    {
        var reference = new Reference(uri) { DigestMethod = Digest };
        foreach (var transform in Transforms)
            reference.AddTransform(transform);
        return reference;
    }
}
