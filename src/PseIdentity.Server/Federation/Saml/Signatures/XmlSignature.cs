using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Signatures;

/// <summary>
/// A ds:Signature in the one form that SAML Core §5.4 has for it: enveloped, one reference to the element around it, exclusive canonicalisation.
/// KeyInfo is not read: keys come from metadata only.
/// </summary>
internal sealed record XmlSignature
{
    /// <summary>What is signed: SignedInfo, canonical.</summary>
    public required byte[] SignedInfo { get; init; }

    public required string Algorithm { get; init; }
    public required byte[] Value { get; init; }
    public required string DigestAlgorithm { get; init; }
    public required byte[] Digest { get; init; }

    /// <summary>The PrefixList for the content.</summary>
    public string? Prefixes { get; init; }

    /// <param name="signature">The element.</param>
    /// <param name="id">The ID of the element around it.</param>
    public static XmlSignature Read(XmlElement signature, string id)
    {
        Only(signature, "SignedInfo", "SignatureValue", "KeyInfo"); // ds:Object hides copies of what was signed
        var info = signature.Required(SamlNames.Signature, "SignedInfo");
        Only(info, "CanonicalizationMethod", "SignatureMethod", "Reference");
        var method = info.Required(SamlNames.Signature, "SignatureMethod");
        Only(method); // HMACOutputLength, parameters of PSS

        // SAML Core §5.4.2: "Signatures MUST contain a single <ds:Reference> containing a same-document reference to the ID attribute value of the root element".
        var reference = info.Required(SamlNames.Signature, "Reference");
        Only(reference, "Transforms", "DigestMethod", "DigestValue");
        if (reference.Value("URI") != "#" + id)
            throw SamlRefuse.Signature("the reference is not to the element that holds the signature");

        return new XmlSignature
        {
            SignedInfo = Canonical.Octets(info, Exclusive(info.Required(SamlNames.Signature, "CanonicalizationMethod"))),
            Algorithm = method.Required("Algorithm"),
            Value = signature.Required(SamlNames.Signature, "SignatureValue").Base64(),
            DigestAlgorithm = reference.Required(SamlNames.Signature, "DigestMethod").Required("Algorithm"),
            Digest = reference.Required(SamlNames.Signature, "DigestValue").Base64(),
            Prefixes = Transforms(reference),
        };
    }

    // SAML Core §5.4.4: no "transforms other than the enveloped signature transform or the exclusive canonicalization transforms".
    private static string? Transforms(XmlElement reference)
    {
        var list = reference.Required(SamlNames.Signature, "Transforms");
        Only(list, "Transform");
        if (list.Children().ToList() is not [var first, var second])
            throw SamlRefuse.Signature("the transforms must be enveloped-signature and exclusive canonicalisation");
        Only(first);
        if (first.Value("Algorithm") != SamlNames.Enveloped)
            throw SamlRefuse.Signature("the first transform must be enveloped-signature");
        return Exclusive(second);
    }

    private static string? Exclusive(XmlElement method)
    {
        // The variant with comments is another algorithm: texts would differ from what is read.
        if (method.Value("Algorithm") != SamlNames.ExclusiveC14N)
            throw SamlRefuse.Signature("only exclusive canonicalisation without comments is accepted");
        return method.Children().ToList() switch
        {
            [] => null,
            [var list] when list.Is(SamlNames.ExclusiveC14N, "InclusiveNamespaces") && !list.Children().Any() => list.Value("PrefixList"),
            _ => throw SamlRefuse.Signature("the canonicalisation has parameters that are not known"),
        };
    }

    private static void Only(XmlElement parent, params ReadOnlySpan<string> names)
    {
        foreach (var child in parent.Children())
            if (child.NamespaceURI != SamlNames.Signature || !names.Contains(child.LocalName))
                throw SamlRefuse.Signature($"{child.LocalName} is not accepted in {parent.LocalName}");
    }
}
