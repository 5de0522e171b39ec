using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>
/// What a response looks like that nobody has rearranged: one assertion, encrypted or not, directly within the one response, and signatures directly within
/// what they sign. Every wrapping of signed parts into other ones breaks this, before any signature is looked at.
/// </summary>
internal static class ResponseShape
{
    public static void Check(XmlElement response)
    {
        if (!response.Is(SamlNames.Protocol, "Response"))
            throw SamlRefuse.Malformed("this is not a response");
        var assertions = 0;
        foreach (var element in Descendants(response))
        {
            if (element.Is(SamlNames.Protocol, "Response"))
                throw SamlRefuse.Malformed("a response within the response");
            if (IsAssertion(element) && element.ParentNode != response)
                throw SamlRefuse.Malformed("an assertion that is not directly within the response");
            if (IsAssertion(element) && ++assertions > 1)
                throw SamlRefuse.Malformed("more than one assertion");
            if (element.Is(SamlNames.Signature, "Signature") && element.ParentNode != response && !IsSigned(element.ParentNode, response))
                throw SamlRefuse.Signature("a signature that is directly within neither the response nor its assertion");
        }
        if (assertions == 0)
            throw SamlRefuse.Malformed("the response has no assertion");
    }

    /// <summary>The same for an assertion that was encrypted.</summary>
    public static void CheckAlone(XmlElement assertion)
    {
        foreach (var element in Descendants(assertion))
            if (IsAssertion(element) || element.Is(SamlNames.Protocol, "Response") || (element.Is(SamlNames.Signature, "Signature") && element.ParentNode != assertion))
                throw SamlRefuse.Malformed("another assertion or signature within the encrypted assertion");
    }

    private static bool IsAssertion(XmlElement element) => element.Is(SamlNames.Assertion, "Assertion") || element.Is(SamlNames.Assertion, "EncryptedAssertion");

    private static bool IsSigned(XmlNode? parent, XmlElement response) =>
        parent is XmlElement element && element.Is(SamlNames.Assertion, "Assertion") && element.ParentNode == response;

    private static IEnumerable<XmlElement> Descendants(XmlElement element)
    {
        foreach (var child in element.Children())
        {
            yield return child;
            foreach (var descendant in Descendants(child))
                yield return descendant;
        }
    }
}
