using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>The rules for a response around its assertion (SAML Core §3.2.2, Profiles §4.1.4.2).</summary>
internal static class EnvelopeCheck
{
    public static void Check(ReadResponse read, Expected expected)
    {
        var response = read.Response;
        Version(response);
        response.RequiredTime("IssueInstant");
        Issuer(response, expected.Issuer);

        // Bindings §3.5.5.2: "If the message is signed, the Destination XML attribute … MUST contain the URL to which the sender has instructed the user agent to deliver the message".
        if (response.Value("Destination") is { } destination ? destination != expected.Recipient : read.IsSigned)
            throw SamlRefuse.Audience("the response has another Destination, or none");

        // Profiles §4.1.4.3: "Verify that the InResponseTo attribute … equals the ID of its original <AuthnRequest> message". There are no answers without a question.
        if (response.Value("InResponseTo") != expected.RequestId)
            throw SamlRefuse.Request("the response answers another request, or none");
    }

    // Core §3.2.2, §2.3.3: "the version of this … MUST be "2.0"".
    public static void Version(XmlElement element)
    {
        if (element.Value("Version") != "2.0")
            throw SamlRefuse.Malformed($"{element.LocalName} is not of version 2.0");
    }

    /// <summary>Profiles §4.1.4.2: Issuer is "the unique identifier of the issuing identity provider; the Format attribute MUST be omitted or have a value of …:entity".</summary>
    public static void Issuer(XmlElement element, string expected)
    {
        var issuer = element.Child(SamlNames.Assertion, "Issuer") ?? throw SamlRefuse.Issuer($"{element.LocalName} names no issuer");
        if (issuer.Token() != expected || issuer.Value("Format") is not (null or SamlNames.EntityFormat))
            throw SamlRefuse.Issuer($"{element.LocalName} comes from another issuer");
    }
}
