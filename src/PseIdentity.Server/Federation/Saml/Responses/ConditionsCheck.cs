using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>The conditions of an assertion (SAML Core §2.5): every one has to hold, and to be known.</summary>
internal static class ConditionsCheck
{
    public static void Check(XmlElement conditions, Expected expected)
    {
        // §2.5.1.2
        if (conditions.Time("NotBefore") is { } from && expected.Now < from - Expected.Skew)
            throw SamlRefuse.Expired("the assertion is not valid yet");
        if (conditions.Time("NotOnOrAfter") is { } until && expected.Now >= until + Expected.Skew)
            throw SamlRefuse.Expired("the assertion is not valid any more");

        var restricted = false;
        foreach (var condition in conditions.Children())
        {
            switch (condition.LocalName)
            {
                // §2.5.1.4: each restriction has to name us.
                case "AudienceRestriction" when condition.NamespaceURI == SamlNames.Assertion:
                    if (!condition.Children(SamlNames.Assertion, "Audience").Any(audience => audience.Token() == expected.Audience))
                        throw SamlRefuse.Audience("the assertion is for another audience");
                    restricted = true;
                    break;
                // §2.5.1.5, §2.5.1.6: every assertion is used once here, and none is issued on the strength of it.
                case "OneTimeUse" or "ProxyRestriction" when condition.NamespaceURI == SamlNames.Assertion:
                    break;
                // §2.5.1.1: with a condition that is not understood the assertion's validity is indeterminate, and it "MUST NOT" be relied on.
                default:
                    throw SamlRefuse.Conditions($"the condition {condition.LocalName} is not known");
            }
        }

        // Profiles §4.1.4.2: a bearer assertion "MUST contain an <AudienceRestriction> including the service provider's unique identifier".
        if (!restricted)
            throw SamlRefuse.Audience("the assertion is not restricted to an audience");
    }
}
