using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>
/// Authorization details that were checked against their types (RFC 9396 §5): what the client asks for, the person approves and tokens carry.
/// They are written anew, so that everybody who reads them later reads the same.
/// </summary>
public sealed partial class CheckedDetails
{
    private const int LongestParameter = 8000;
    private const int MostDetails = 10;

    private readonly IReadOnlyList<(IAuthorizationDetail Detail, string Json)> items;

    private CheckedDetails(IReadOnlyList<(IAuthorizationDetail Detail, string Json)> items)
    {
        this.items = items;
        Json = "[" + string.Join(',', items.Select(item => item.Json)) + "]";
    }

    public IEnumerable<IAuthorizationDetail> Items => items.Select(item => item.Detail);

    /// <summary>The JSON array, in the provider's own spelling.</summary>
    public string Json { get; }

    /// <summary>SHA-256 of <see cref="Json"/>: what a person approved is remembered under it.</summary>
    public string Hash => CanonicalBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(Json)));

    public bool NeedsPerson => Items.Any(detail => AuthorizationDetailsTypes.Find(detail.Type)?.NeedsPerson != false);

    /// <summary>The value of <c>authorization_details</c>, or null where the request has none.</summary>
    /// <exception cref="ProtocolException">invalid_authorization_details.</exception>
    public static CheckedDetails? Parse(string? parameter, Client client) => parameter is null ? null : new([.. Read(parameter, client)]);

    /// <summary>What was checked and kept before; without types that the program or the client no longer has.</summary>
    public static CheckedDetails? OfStored(string? json, Client client)
    {
        if (json is null)
            return null;
        var items = JsonElement.Parse(json).EnumerateArray()
            .Select(element => (Type: AuthorizationDetailsTypes.Find(element.GetString("type") ?? ""), element))
            .Where(item => item.Type is not null && MayAskFor(client, item.Type.Name))
            .Select(item => (item.Type?.Read(item.element), item.element.GetRawText()))
            .Select(item => (item.Item1 ?? throw new JsonException("The type is known."), item.Item2))
            .ToList();
        return items.Count == 0 ? null : new(items);
    }

    /// <summary>
    /// The part of what was granted that a token request asks for (§6.1): "the AS … MUST refuse … authorization details that exceed those granted".
    /// A detail is either wanted as it was approved or not at all.
    /// </summary>
    /// <exception cref="ProtocolException">invalid_authorization_details.</exception>
    public static CheckedDetails? Narrow(CheckedDetails? granted, string? parameter, Client client)
    {
        if (Parse(parameter, client) is not { } asked)
            return granted;
        foreach (var (_, json) in asked.items)
            if (granted?.items.Any(item => string.Equals(item.Json, json, StringComparison.Ordinal)) != true)
                throw Refuse.InvalidAuthorizationDetails("details.exceeded", "The authorization details are not among those that were granted.");
        return asked;
    }

    /// <summary>Those that fulfil a condition, or null when none does.</summary>
    public CheckedDetails? Where(Func<IAuthorizationDetail, bool> condition)
    {
        var kept = items.Where(item => condition(item.Detail)).ToList();
        return kept.Count == items.Count ? this : kept.Count == 0 ? null : new(kept);
    }

    private static IEnumerable<(IAuthorizationDetail Detail, string Json)> Read(string parameter, Client client)
    {
        if (parameter.Length > LongestParameter)
            throw Refuse.InvalidAuthorizationDetails("details.too_long", "The authorization details are longer than 8000 characters.");
        if (StrictJson.TryParseArray(Encoding.UTF8.GetBytes(parameter), maxDepth: 8) is not { } array)
            throw Refuse.InvalidAuthorizationDetails("details.not_an_array", "The authorization details are not a JSON array with every member once.");
        if (array.GetArrayLength() is < 1 or > MostDetails)
            throw Refuse.InvalidAuthorizationDetails("details.count", "The authorization details are 1 to 10.");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var element in array.EnumerateArray())
        {
            var item = Read(element, $"authorization_details[{index++}]", client);
            if (!seen.Add(item.Json))
                throw Refuse.InvalidAuthorizationDetails("details.twice", "The same authorization detail is there twice.");
            yield return item;
        }
    }

    private static (IAuthorizationDetail Detail, string Json) Read(JsonElement element, string path, Client client)
    {
        // §5: refused when it "contains unknown types", is of a type that the client may not use, has unknown or missing fields or wrong values.
        if (element.GetString("type") is not { } name || AuthorizationDetailsTypes.Find(name) is not { } type)
            throw Refuse.InvalidAuthorizationDetails("details.type_unknown", $"At {path}: the type is not known.");
        if (!MayAskFor(client, name))
            throw Refuse.InvalidAuthorizationDetails("details.type_not_allowed", $"At {path}: the client may not ask for this type.");
        try
        {
            var detail = type.Read(element);
            if (detail.FindMistake() is { } mistake)
                throw Refuse.InvalidAuthorizationDetails("details.value", $"At {path}.{mistake.Path}: {mistake.Sentence}");
            return (detail, type.Write(detail));
        }
        catch (JsonException e)
        {
            throw Refuse.InvalidAuthorizationDetails("details.shape", $"At {path}{PathOf(e)}: a member is missing, not known, or of another kind than the type has.", e.Message);
        }
    }

    // §10: "The client … indicates the authorization details types that it will use"; it may use no others.
    private static bool MayAskFor(Client client, string type) => client.Metadata.AuthorizationDetailsTypes.Contains(type, StringComparer.Ordinal);

    // A member's name is the client's text: it is repeated only where it looks like a name.
    private static string PathOf(JsonException e) => e.Path is { } path && PlainPath().IsMatch(path) ? path[1..] : "";

    [GeneratedRegex(@"\A\$[A-Za-z0-9_.\[\]]{0,100}\z")]
    private static partial Regex PlainPath();
}
