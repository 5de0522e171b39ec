using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>The rules for the assertion of a web sign-in (SAML Profiles §4.1.4.2, §4.1.4.3), from top to bottom.</summary>
internal static class AssertionCheck
{
    public static SamlAssertion Check(XmlElement assertion, Expected expected)
    {
        EnvelopeCheck.Version(assertion);
        assertion.RequiredTime("IssueInstant");
        EnvelopeCheck.Issuer(assertion, expected.Issuer);
        var subject = assertion.Required(SamlNames.Assertion, "Subject");
        var until = Confirmed(subject, expected);
        ConditionsCheck.Check(assertion.Required(SamlNames.Assertion, "Conditions"), expected);
        var authn = Authentication(assertion, expected);
        return new SamlAssertion
        {
            Id = assertion.Required("ID"),
            NotOnOrAfter = until,
            NameId = Name(subject),
            AuthnInstant = authn.RequiredTime("AuthnInstant"),
            SessionIndex = authn.Value("SessionIndex"),
            ContextClass = authn.Child(SamlNames.Assertion, "AuthnContext")?.Child(SamlNames.Assertion, "AuthnContextClassRef")?.Token(),
            Attributes = AttributeReader.Read(assertion),
        };
    }

    // Profiles §4.1.4.2: "At least one … MUST contain a <SubjectConfirmation> element … with a Method of …:bearer". One that holds is enough; others are for others.
    private static DateTimeOffset Confirmed(XmlElement subject, Expected expected)
    {
        UpstreamException? refusal = null;
        foreach (var confirmation in subject.Children(SamlNames.Assertion, "SubjectConfirmation").Where(each => each.Value("Method") == SamlNames.Bearer))
        {
            try
            {
                return Bearer(confirmation.Required(SamlNames.Assertion, "SubjectConfirmationData"), expected);
            }
            catch (UpstreamException e)
            {
                refusal ??= e;
            }
        }
        throw refusal ?? SamlRefuse.Conditions("there is no bearer confirmation");
    }

    private static DateTimeOffset Bearer(XmlElement data, Expected expected)
    {
        // "contain a Recipient attribute containing the service provider's assertion consumer service URL"
        if (data.Value("Recipient") != expected.Recipient)
            throw SamlRefuse.Audience("the confirmation has another Recipient, or none");

        // "and a NotOnOrAfter attribute that limits the window during which the assertion can be delivered"
        var until = data.RequiredTime("NotOnOrAfter");
        if (expected.Now >= until + Expected.Skew)
            throw SamlRefuse.Expired("the assertion came too late to be delivered");

        // "It MUST NOT contain a NotBefore attribute."
        if (data.Value("NotBefore") is not null)
            throw SamlRefuse.Conditions("a bearer confirmation has no NotBefore");

        // "If the containing message is in response to an <AuthnRequest>, then the InResponseTo attribute MUST match the request's ID."
        if (data.Value("InResponseTo") != expected.RequestId)
            throw SamlRefuse.Request("the confirmation answers another request, or none");
        return until;
    }

    // Core §2.4.1: BaseID, NameID or EncryptedID. NOTE: encrypted names within an assertion are not opened; whole assertions are.
    private static NameId? Name(XmlElement subject)
    {
        if (subject.Children().Any(child => child.Is(SamlNames.Assertion, "EncryptedID") || child.Is(SamlNames.Assertion, "BaseID")))
            throw SamlRefuse.Subject("the subject is named by something else than a NameID");
        return subject.Child(SamlNames.Assertion, "NameID") is { } name ? NameId.Read(name) : null;
    }

    // Profiles §4.1.4.2: "The set of one or more bearer assertions MUST contain at least one <AuthnStatement>".
    private static XmlElement Authentication(XmlElement assertion, Expected expected)
    {
        var statement = assertion.Children(SamlNames.Assertion, "AuthnStatement").FirstOrDefault() ?? throw SamlRefuse.Authentication("there is no AuthnStatement");
        if (statement.RequiredTime("AuthnInstant") > expected.Now + Expected.Skew)
            throw SamlRefuse.Authentication("the person will have signed in in the future");

        // Core §2.7.2: when the session "MUST be considered ended".
        if (statement.Time("SessionNotOnOrAfter") is { } over && expected.Now >= over + Expected.Skew)
            throw SamlRefuse.Expired("the session at the provider is over");
        return statement;
    }
}
