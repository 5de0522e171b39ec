using System.Security.Cryptography.Xml;
using System.Xml;

namespace PseIdentity.Server.Federation.Saml.Signatures;

/// <summary>The octets that a signature covers: Exclusive XML Canonicalization 1.0, without comments, of one element.</summary>
internal static class Canonical
{
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";

    /// <param name="element">The apex. It is copied into a document of its own, so that nothing around it can matter.</param>
    /// <param name="prefixes">The PrefixList of InclusiveNamespaces (Exclusive XML Canonicalization 1.0 §3), or null.</param>
    /// <param name="without">A child that is left out: the signature itself, for the enveloped-signature transform (XML Signature §6.6.4).</param>
    public static byte[] Octets(XmlElement element, string? prefixes, XmlElement? without = null)
    {
        var alone = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var apex = (XmlElement)alone.AppendChild(alone.ImportNode(element, deep: true))!;
        if (without is not null)
            apex.RemoveChild(apex.ChildNodes[Place(element, without)]!);
        Inherit(apex, element.ParentNode as XmlElement);

        var transform = new XmlDsigExcC14NTransform { InclusiveNamespacesPrefixList = prefixes };
        transform.LoadInput(alone);
        using var octets = (MemoryStream)transform.GetOutput(typeof(Stream));
        return octets.ToArray();
    }

    // What prefixes mean is inherited; canonicalisation then keeps what the element uses.
    private static void Inherit(XmlElement apex, XmlElement? ancestor)
    {
        for (; ancestor is not null; ancestor = ancestor.ParentNode as XmlElement)
            foreach (XmlAttribute declaration in ancestor.Attributes)
                if (declaration.NamespaceURI == Xmlns && apex.GetAttributeNode(declaration.LocalName, Xmlns) is null)
                    apex.SetAttributeNode((XmlAttribute)apex.OwnerDocument.ImportNode(declaration, deep: true));
    }

    private static int Place(XmlElement parent, XmlElement child)
    {
        var place = 0;
        for (var node = child.PreviousSibling; node is not null; node = node.PreviousSibling)
            place++;
        return child.ParentNode == parent ? place : throw new ArgumentException("It is a child of another element.", nameof(child));
    }
}
