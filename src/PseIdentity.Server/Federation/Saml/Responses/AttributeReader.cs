using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>The attributes of an assertion (SAML Core §2.7.3): texts by name. Values that are elements are left out.</summary>
internal static class AttributeReader
{
    private const int MostValues = 2_000;

    public static Dictionary<string, IReadOnlyList<string>> Read(XmlElement assertion)
    {
        var named = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var friendly = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var count = 0;
        foreach (var attribute in assertion.Children(SamlNames.Assertion, "AttributeStatement").SelectMany(each => each.Children(SamlNames.Assertion, "Attribute")))
        {
            var values = Values(attribute);
            if ((count += values.Count) > MostValues)
                throw SamlRefuse.Malformed($"more than {MostValues} attribute values");
            Add(named, attribute.Required("Name"), values);
            if (attribute.Value("FriendlyName") is { Length: > 0 } name)
                Add(friendly, name, values);
        }

        // §2.7.3.1: a FriendlyName is for people, so it never stands for a Name.
        foreach (var (name, values) in friendly)
            named.TryAdd(name, values);
        return named;
    }

    private static List<string> Values(XmlElement attribute) =>
    [
        .. attribute.Children(SamlNames.Assertion, "AttributeValue")
            .Where(value => !value.Children().Any() && value.GetAttribute("nil", SamlNames.XmlSchemaInstance) is not ("true" or "1"))
            .Select(value => value.Text()),
    ];

    private static void Add(Dictionary<string, IReadOnlyList<string>> all, string name, List<string> values) =>
        all[name] = all.TryGetValue(name, out var present) ? [.. present, .. values] : values;
}
