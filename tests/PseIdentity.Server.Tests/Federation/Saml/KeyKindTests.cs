using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using NUnit.Framework;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>Signatures that the framework does not write itself: ECDSA and RSA-PSS.</summary>
internal sealed class KeyKindTests : SamlFixture
{
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    private const string Newer = "http://www.w3.org/2007/05/xmldsig-more#";

    [TestCase(More + "ecdsa-sha256", ExpectedResult = "believed: persistent:alice-0001")]
    [TestCase(More + "ecdsa-sha512", ExpectedResult = "believed: persistent:alice-0001")]
    [TestCase(More + "ecdsa-sha1", ExpectedResult = "federation.saml_signature")]
    [TestCase(More + "rsa-sha256", ExpectedResult = "federation.saml_signature")]
    [Category("RFC 6931 §2.3.6")]
    public async Task<string> A_curve_signs_with_algorithms_of_curves(string method)
    {
        using var certificate = SamlIdp.NewCurveCertificate();
        using var key = certificate.GetECDsaPrivateKey()!;
        var hash = method.EndsWith("512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

        return await SignedAsync(certificate, method, info => key.SignData(info, hash));
    }

    [TestCase(Newer + "sha256-rsa-MGF1", ExpectedResult = "believed: persistent:alice-0001")]
    [TestCase(Newer + "sha1-rsa-MGF1", ExpectedResult = "federation.saml_signature")]
    [TestCase(More + "rsa-sha256", ExpectedResult = "federation.saml_signature")]
    [TestCase(More + "ecdsa-sha256", ExpectedResult = "federation.saml_signature")]
    [Category("RFC 6931 §2.3.10")]
    public async Task<string> RSA_signs_with_PSS_where_it_says_so(string method)
    {
        using var certificate = SamlIdp.NewCertificate();
        using var key = certificate.GetRSAPrivateKey()!;

        return await SignedAsync(certificate, method, info => key.SignData(info, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    // Signed by the framework, then once more over a SignedInfo that names the algorithm.
    private async Task<string> SignedAsync(X509Certificate2 certificate, string method, Func<byte[], byte[]> sign)
    {
        var draft = Draft();
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Idp.SignAssertion(draft).Replace(SamlSigning.RsaSha256, method));
        var signature = (XmlElement)document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!;

        var info = new XmlDocument { PreserveWhitespace = true };
        info.LoadXml(signature["SignedInfo"]!.OuterXml);
        var transform = new XmlDsigExcC14NTransform();
        transform.LoadInput(info);
        using var octets = (MemoryStream)transform.GetOutput(typeof(Stream));
        signature["SignatureValue"]!.InnerText = Convert.ToBase64String(sign(octets.ToArray()));

        return await RefusedAsync(draft, document.OuterXml, Acme with { Saml = new SamlUpstream { Metadata = Idp.Metadata(certificate) } });
    }
}
