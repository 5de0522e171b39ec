using PseIdentity.Server.Federation.Saml.Responses;
using PseIdentity.Server.Federation.Saml.Xml;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>Who an assertion speaks of, in the terms that every upstream protocol shares.</summary>
internal static class SamlIdentity
{
    /// <summary>The name under which the value of the NameID can be mapped to a claim.</summary>
    public const string NameIdClaim = "name_id";

    /// <summary>What Microsoft's providers say about how somebody signed in.</summary>
    private const string MicrosoftMethods = "http://schemas.microsoft.com/claims/authnmethodsreferences";

    private const int LongestSubject = 512;

    /// <exception cref="UpstreamException">The person could not be known again.</exception>
    public static UpstreamIdentity Of(SamlAssertion assertion, IdentityProvider provider, string own)
    {
        var name = assertion.NameId?.Key(provider.Authority, own);
        var claims = new Dictionary<string, IReadOnlyList<string>>(assertion.Attributes, StringComparer.Ordinal);
        if (assertion.NameId is { } nameId)
            claims[NameIdClaim] = [nameId.Value];
        UsualAttributes.Add(claims, assertion.NameId);
        return new UpstreamIdentity
        {
            Subject = provider.Saml?.SubjectAttribute is { Length: > 0 } attribute ? ByAttribute(assertion, attribute) : ByName(assertion, name),
            Claims = claims,
            AuthTime = assertion.AuthnInstant,
            Acr = assertion.ContextClass,
            Amr = Methods(assertion),
            Sid = name is not null && assertion.SessionIndex is { } index ? SessionHint.Sid(name, index) : null,
            Hint = assertion.NameId is { } known ? new SessionHint(known, assertion.SessionIndex).Write() : null,
        };
    }

    // Core §8.3.8: a transient name "is to be treated as an opaque and temporary value".
    private static string ByName(SamlAssertion assertion, string? key) => assertion.NameId switch
    {
        null => throw SamlRefuse.Subject("the assertion names nobody"),
        { IsTransient: true } => throw SamlRefuse.Subject("the NameID is transient, and no attribute is set up that names people"),
        _ => key ?? throw SamlRefuse.Subject("the assertion names nobody"),
    };

    private static string ByAttribute(SamlAssertion assertion, string attribute)
    {
        if (assertion.Attributes.GetValueOrDefault(attribute) is not [var value] || value.Length is 0 or > LongestSubject || value.Trim() != value)
            throw SamlRefuse.Subject($"the attribute {attribute} does not hold one name");
        return $"{Uri.EscapeDataString(attribute)}={Uri.EscapeDataString(value)}";
    }

    private static string[] Methods(SamlAssertion assertion) =>
        [.. assertion.Attributes.GetValueOrDefault(MicrosoftMethods, []).Append(assertion.ContextClass).SelectMany(Methods).Distinct()];

    // RFC 8176 §2 for what SAML Authentication Context §3.4 and large providers say; what is not known proves nothing.
    private static IEnumerable<string> Methods(string? said) => said switch
    {
        SamlNames.ContextClasses + "Password" or SamlNames.ContextClasses + "PasswordProtectedTransport" => ["pwd"],
        SamlNames.ContextClasses + "TimeSyncToken" => ["otp"],
        SamlNames.ContextClasses + "Smartcard" => ["sc"],
        SamlNames.ContextClasses + "SmartcardPKI" => ["sc", "mfa"],
        SamlNames.ContextClasses + "MobileTwoFactorContract" or "https://refeds.org/profile/mfa" or "http://schemas.microsoft.com/claims/multipleauthn" => ["mfa"],
        _ => [],
    };
}
