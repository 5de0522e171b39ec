using System.Globalization;

namespace PseIdentity.Testing.Saml;

/// <summary>A response of an identity provider before it is signed: valid as it stands, every piece of XML to be replaced.</summary>
public sealed record SamlDraft
{
    public const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    public const string Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    public const string Persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    public const string Password = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

    public required string Issuer { get; init; }
    public required string Audience { get; init; }
    public required string Recipient { get; init; }
    public required string RequestId { get; init; }
    public required DateTimeOffset Now { get; init; }

    public string ResponseId { get; init; } = "_r" + Guid.NewGuid().ToString("N");
    public string AssertionId { get; init; } = "_a" + Guid.NewGuid().ToString("N");
    public string Status { get; init; } = """<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>""";
    public string NameId { get; init; } = $"""<saml:NameID Format="{Persistent}">alice-0001</saml:NameID>""";
    public string Session { get; init; } = """ SessionIndex="_session-1" """;
    public string ContextClass { get; init; } = Password;

    public string Attributes { get; init; } = """
        <saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3" FriendlyName="mail"><saml:AttributeValue>alice@acme.example</saml:AttributeValue></saml:Attribute>
        <saml:Attribute Name="groups"><saml:AttributeValue>staff</saml:AttributeValue><saml:AttributeValue>payments</saml:AttributeValue></saml:Attribute>
        """;

    /// <summary>For text that is changed where it stands, before anything is signed.</summary>
    public Func<string, string> Edit { get; init; } = static xml => xml;

    public string Xml => Edit($"""
        <samlp:Response xmlns:samlp="{Protocol}" xmlns:saml="{Assertion}" ID="{ResponseId}" Version="2.0" IssueInstant="{At(0)}" Destination="{Recipient}" InResponseTo="{RequestId}">
          <saml:Issuer>{Issuer}</saml:Issuer>
          <samlp:Status>{Status}</samlp:Status>
          <saml:Assertion ID="{AssertionId}" Version="2.0" IssueInstant="{At(0)}">
            <saml:Issuer>{Issuer}</saml:Issuer>
            <saml:Subject>{NameId}<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="{Recipient}" NotOnOrAfter="{At(300)}" InResponseTo="{RequestId}"/></saml:SubjectConfirmation></saml:Subject>
            <saml:Conditions NotBefore="{At(-30)}" NotOnOrAfter="{At(300)}"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
            <saml:AuthnStatement AuthnInstant="{At(-5)}"{Session}><saml:AuthnContext><saml:AuthnContextClassRef>{ContextClass}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
            <saml:AttributeStatement>{Attributes}</saml:AttributeStatement>
          </saml:Assertion>
        </samlp:Response>
        """);

    /// <summary>A time as SAML writes it, so many seconds from now.</summary>
    public string At(double seconds) => At(Now.AddSeconds(seconds));

    public static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
