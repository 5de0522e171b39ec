using System.Security.Cryptography;
using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Signatures;

/// <summary>
/// Verifies the signature that an element holds of itself (XML Signature §3.2), and gives back what was signed: a new document, read from the very octets
/// that were digested. Whoever goes on with it cannot meet anything that the signature does not cover, wherever it was moved or wrapped.
/// </summary>
internal static class SignatureCheck
{
    /// <summary>The signature of an element at the place that the schemas of SAML give it, or null when there is none.</summary>
    /// <exception cref="UpstreamException">There is more than one, or it stands elsewhere.</exception>
    public static XmlElement? Of(XmlElement element)
    {
        if (element.Child(SamlNames.Signature, "Signature") is not { } signature)
            return null;
        // SAML Core §2.3.3, §3.2.1, §3.2.2: Issuer, then Signature; Metadata §2.3.2: Signature first.
        var before = element.Children().TakeWhile(child => child != signature).ToList();
        return before is [] || (before is [var issuer] && issuer.Is(SamlNames.Assertion, "Issuer"))
            ? signature
            : throw SamlRefuse.Signature("the signature is not at its place");
    }

    /// <param name="element">A response, a request, an assertion or metadata.</param>
    /// <param name="signature">What <see cref="Of"/> found in it.</param>
    /// <param name="keys">The signer's, from metadata.</param>
    /// <returns>The root of a document that is what was signed, without the signature.</returns>
    public static XmlElement Verify(XmlElement element, XmlElement signature, IReadOnlyCollection<TrustedKey> keys)
    {
        var read = XmlSignature.Read(signature, element.Required("ID"));

        // XML Signature §3.2.2; the cheap part with the key comes first, so that only the signer can make us digest much.
        if (!SignatureAlgorithms.Verify(read.Algorithm, read.SignedInfo, read.Value, keys))
            throw SamlRefuse.Signature("the signature was made by none of the provider's keys");

        // XML Signature §3.2.1
        var octets = Canonical.Octets(element, read.Prefixes, signature);
        if (!CryptographicOperations.FixedTimeEquals(SignatureAlgorithms.Digest(read.DigestAlgorithm, octets), read.Digest))
            throw SamlRefuse.Signature("the content is not what was signed");

        return StrictXml.Root(octets);
    }
}
