using PseIdentity.Server.Federation.Saml.Responses;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>
/// The claims of OpenID Connect Core §5.1 under the names that SAML providers usually give them (the LDAP schemas of RFC 4524 and RFC 2798, and Microsoft's),
/// so that most providers need no mapping. An attribute that has our name itself, and every mapping, counts more.
/// </summary>
internal static class UsualAttributes
{
    private const string Microsoft = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

    private static readonly (string Ours, string[] Theirs)[] Names =
    [
        ("email", ["urn:oid:0.9.2342.19200300.100.1.3", "mail", Microsoft + "emailaddress"]),
        ("given_name", ["urn:oid:2.5.4.42", "givenName", Microsoft + "givenname"]),
        ("family_name", ["urn:oid:2.5.4.4", "sn", Microsoft + "surname"]),
        ("name", ["urn:oid:2.16.840.1.113730.3.1.241", "displayName", "http://schemas.microsoft.com/identity/claims/displayname"]),
    ];

    public static void Add(Dictionary<string, IReadOnlyList<string>> claims, NameId? name)
    {
        foreach (var (ours, theirs) in Names)
            if (Array.Find(theirs, claims.ContainsKey) is { } found)
                claims.TryAdd(ours, claims[found]);
        if (name?.Format == SamlNames.EmailAddress)
            claims.TryAdd("email", [name.Value]);
    }
}
