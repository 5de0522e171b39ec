using System.Text;
using System.Xml;

namespace PseIdentity.Server.Federation.Saml.Xml;

/// <summary>
/// Reads XML of others: no document type, hence no entities and nothing to fetch; bounded in size, depth, nodes and attributes; white space is kept,
/// because signatures cover it. What could make two readers see two texts (comments, processing instructions, two elements with one ID) is refused.
/// </summary>
internal static class StrictXml
{
    public const int LongestMessage = 256 * 1024;
    public const int LongestMetadata = 2 * 1024 * 1024;
    private const int Deepest = 40;
    private const int MostNodes = 20_000;
    private const int MostAttributes = 64;

    /// <summary>A protocol message or an assertion.</summary>
    /// <exception cref="UpstreamException">It is not such a document.</exception>
    public static XmlDocument Message(ReadOnlyMemory<byte> utf8) => Parse(utf8, LongestMessage, MostNodes, commentsAllowed: false);

    /// <summary>Metadata, which people write: comments are left out, as canonicalisation does (Exclusive XML Canonicalization 1.0 §4).</summary>
    /// <inheritdoc cref="Message"/>
    public static XmlDocument Metadata(ReadOnlyMemory<byte> utf8) => Parse(utf8, LongestMetadata, MostNodes * 10, commentsAllowed: true);

    /// <summary>The root of what a signature covered; it was parsed before.</summary>
    public static XmlElement Root(ReadOnlyMemory<byte> canonical) =>
        Parse(canonical, LongestMetadata, MostNodes * 10, commentsAllowed: false).DocumentElement ?? throw SamlRefuse.Malformed("an empty document");

    private static XmlDocument Parse(ReadOnlyMemory<byte> utf8, int longest, int mostNodes, bool commentsAllowed)
    {
        if (utf8.Length > longest)
            throw SamlRefuse.Malformed($"the document has {utf8.Length} bytes, more than {longest}");
        try
        {
            // Only UTF-8: an encoding declaration that says otherwise is not followed, because two readers could disagree about it.
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(utf8.Span).TrimStart('\uFEFF');
            var settings = new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = longest,
                MaxCharactersFromEntities = 1,
                IgnoreComments = commentsAllowed,
                IgnoreProcessingInstructions = commentsAllowed,
                CloseInput = true,
            };
            Walk(text, settings, mostNodes);
            using var reader = XmlReader.Create(new StringReader(text), settings);
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            document.Load(reader);
            return document;
        }
        catch (Exception e) when (e is XmlException or ArgumentException)
        {
            throw SamlRefuse.Malformed($"not well-formed XML: {e.Message}");
        }
    }

    // Before anything is built of it: later steps recurse, and a stack that overflows cannot be caught.
    private static void Walk(string text, XmlReaderSettings settings, int mostNodes)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var nodes = 0;
        using var reader = XmlReader.Create(new StringReader(text), settings);
        while (reader.Read())
        {
            if (reader.Depth > Deepest)
                throw SamlRefuse.Malformed($"elements lie deeper than {Deepest}");
            if (++nodes > mostNodes)
                throw SamlRefuse.Malformed($"more than {mostNodes} nodes");
            if (reader.NodeType is XmlNodeType.Comment or XmlNodeType.ProcessingInstruction or XmlNodeType.EntityReference)
                throw SamlRefuse.Malformed("comments and processing instructions have no place in a message");
            if (reader.NodeType == XmlNodeType.Element)
                Attributes(reader, ids);
        }
    }

    private static void Attributes(XmlReader reader, HashSet<string> ids)
    {
        if (reader.AttributeCount > MostAttributes)
            throw SamlRefuse.Malformed($"an element with more than {MostAttributes} attributes");
        // SAML Core §1.3.4: "Any party that assigns an identifier MUST ensure that there is negligible probability" of a second use.
        if (reader.GetAttribute("ID") is { } id && !ids.Add(id))
            throw SamlRefuse.Malformed("two elements have the same ID");
    }
}
