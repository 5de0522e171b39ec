using System.Security.Cryptography.Xml;
using System.Xml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>Pieces of XML that were written to be executed, expanded or fetched.</summary>
internal static class HostileTransforms
{
    public static XmlDsigXPathTransform XPath(string expression)
    {
        var document = new XmlDocument();
        document.LoadXml($"<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath>{expression}</XPath></Transform>");
        var transform = new XmlDsigXPathTransform();
        transform.LoadInnerXml(document.DocumentElement!.ChildNodes);
        return transform;
    }

    /// <summary>The signature, whose second transform is said to be a program.</summary>
    public static string NameXslt(string signed) => signed.Replace(
        """<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#" />""",
        """<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"/></Transform>""");

    public static string BillionLaughs
    {
        get
        {
            var entities = Enumerable.Range(1, 9).Select(n => $"<!ENTITY lol{n} \"{string.Concat(Enumerable.Repeat($"&lol{n - 1};", 10))}\">");
            return $"<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">{string.Concat(entities)}]>";
        }
    }
}

/// <summary>Parts of a signed message that stand elsewhere afterwards.</summary>
internal static class Moved
{
    public static string Signature(string signed, Func<XmlElement, XmlNode> to)
    {
        var document = Load(signed);
        var signature = (XmlElement)document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!;
        to(signature).AppendChild(signature);
        return document.OuterXml;
    }

    public static string SecondAssertion(string signed)
    {
        var document = Load(signed);
        var assertion = document.DocumentElement!["saml:Assertion"]!;
        var second = (XmlElement)assertion.CloneNode(deep: true);
        second.SetAttribute("ID", "_second");
        document.DocumentElement.AppendChild(second);
        return document.OuterXml;
    }

    public static string WithoutAssertion(string response)
    {
        var document = Load(response);
        document.DocumentElement!.RemoveChild(document.DocumentElement["saml:Assertion"]!);
        return document.OuterXml;
    }

    private static XmlDocument Load(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(xml);
        return document;
    }
}
