using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using PseIdentity.Server.Federation.Saml.Responses;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Requests;

/// <summary>What this installation says to providers, not yet signed.</summary>
internal static class Messages
{
    private static readonly XNamespace Samlp = SamlNames.Protocol;
    private static readonly XNamespace Saml = SamlNames.Assertion;
    private static readonly TimeSpan LogoutLasts = TimeSpan.FromMinutes(5);

    /// <summary>SAML Core §1.3.4: an identifier is an xs:ID (so no digit first) of at least 128 random bits.</summary>
    public static string NewId() => "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    /// <summary>SAML Core §1.3.3: UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Asks for somebody to be signed in (Core §3.4.1, Profiles §4.1.4.1).</summary>
    public static XElement AuthnRequest(string id, DateTimeOffset now, string destination, string issuer, string acs, bool force, string? nameIdFormat, IReadOnlyList<string> contexts)
    {
        var request = Message("AuthnRequest", id, now, destination, issuer);
        request.Add(new XAttribute("AssertionConsumerServiceURL", acs), new XAttribute("ProtocolBinding", SamlNames.PostBinding));
        if (force)
            request.Add(new XAttribute("ForceAuthn", "true"));
        request.Add(new XElement(Samlp + "NameIDPolicy", nameIdFormat is null ? null : new XAttribute("Format", nameIdFormat), new XAttribute("AllowCreate", "true")));
        if (contexts.Count > 0)
            request.Add(new XElement(Samlp + "RequestedAuthnContext", new XAttribute("Comparison", "exact"),
                contexts.Select(context => new XElement(Saml + "AuthnContextClassRef", context))));
        return request;
    }

    /// <summary>Asks for a session to be ended (Core §3.7.1, Profiles §4.4.4.1).</summary>
    public static XElement LogoutRequest(DateTimeOffset now, string destination, string issuer, NameId name, string? sessionIndex)
    {
        var request = Message("LogoutRequest", NewId(), now, destination, issuer);
        request.Add(new XAttribute("NotOnOrAfter", Time(now + LogoutLasts)), new XAttribute("Reason", "urn:oasis:names:tc:SAML:2.0:logout:user"));
        request.Add(new XElement(Saml + "NameID", new XAttribute("Format", name.Format),
            name.NameQualifier is null ? null : new XAttribute("NameQualifier", name.NameQualifier),
            name.SpNameQualifier is null ? null : new XAttribute("SPNameQualifier", name.SpNameQualifier), name.Value));
        if (sessionIndex is not null)
            request.Add(new XElement(Samlp + "SessionIndex", sessionIndex));
        return request;
    }

    /// <summary>Says that a session was ended (Core §3.7.2).</summary>
    public static XElement LogoutResponse(DateTimeOffset now, string destination, string issuer, string inResponseTo)
    {
        var response = Message("LogoutResponse", NewId(), now, destination, issuer);
        response.Add(new XAttribute("InResponseTo", inResponseTo));
        response.Add(new XElement(Samlp + "Status", new XElement(Samlp + "StatusCode", new XAttribute("Value", SamlNames.Success))));
        return response;
    }

    private static XElement Message(string name, string id, DateTimeOffset now, string destination, string issuer) => new(Samlp + name,
        new XAttribute(XNamespace.Xmlns + "samlp", SamlNames.Protocol), new XAttribute(XNamespace.Xmlns + "saml", SamlNames.Assertion),
        new XAttribute("ID", id), new XAttribute("Version", "2.0"), new XAttribute("IssueInstant", Time(now)), new XAttribute("Destination", destination),
        new XElement(Saml + "Issuer", issuer));
}
