using System.Buffers;
using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Claims;

/// <summary>The <c>claims</c> parameter (OpenID Connect Core §5.5): single claims, for userinfo and for the ID token apart.</summary>
public sealed class RequestedClaims
{
    private const int LongestParameter = 4000;

    // As it is kept, letters beyond ASCII take six characters each.
    private const int Longest = 6 * LongestParameter;
    private const int MostClaims = 100;

    private static readonly IReadOnlyDictionary<string, RequestedClaim> None = new Dictionary<string, RequestedClaim>();

    private RequestedClaims(IReadOnlyDictionary<string, RequestedClaim> userInfo, IReadOnlyDictionary<string, RequestedClaim> idToken) =>
        (UserInfo, IdToken) = (userInfo, idToken);

    public IReadOnlyDictionary<string, RequestedClaim> UserInfo { get; }

    public IReadOnlyDictionary<string, RequestedClaim> IdToken { get; }

    /// <summary><c>acr</c>, from wherever it is asked for; how somebody signed in is said in both places.</summary>
    public RequestedClaim? Acr => IdToken.GetValueOrDefault("acr") ?? UserInfo.GetValueOrDefault("acr");

    /// <summary>The subjects that would be right (§5.5.1); empty where anybody is.</summary>
    public IReadOnlyList<string> Subjects => (IdToken.GetValueOrDefault("sub") ?? UserInfo.GetValueOrDefault("sub"))?.Words ?? [];

    /// <exception cref="ProtocolException">invalid_request.</exception>
    public static RequestedClaims? Parse(string? parameter) => parameter is null ? null : (parameter.Length <= LongestParameter ? TryParse(parameter) : null)
        ?? throw Refuse.InvalidRequest("authorize.claims", "The claims parameter is not a JSON object as OpenID Connect Core section 5.5 describes it.");

    /// <summary>The same from what was kept; null for anything else.</summary>
    public static RequestedClaims? TryParse(string? json)
    {
        if (json is not { Length: <= Longest } || StrictJson.TryParseObject(Encoding.UTF8.GetBytes(json), maxDepth: 8) is not { } root
            || Members(root, "userinfo") is not { } userInfo || Members(root, "id_token") is not { } idToken)
            return null;
        return new RequestedClaims(userInfo, idToken);
    }

    /// <summary>Those whose name fulfils a condition.</summary>
    public RequestedClaims Where(Func<string, bool> condition) => new(Only(UserInfo, condition), Only(IdToken, condition));

    /// <summary>As it is kept with a grant; null when nothing is left to ask for.</summary>
    public string? ToJson()
    {
        if (UserInfo.Count + IdToken.Count == 0)
            return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, "userinfo", UserInfo);
            Write(json, "id_token", IdToken);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // "Other members MAY be present, but any members used that are not understood MUST be ignored": these two are, and each is an object.
    private static IReadOnlyDictionary<string, RequestedClaim>? Members(JsonElement root, string name)
    {
        if (root.Member(name) is not { } section || section.ValueKind == JsonValueKind.Null)
            return None;
        if (section.ValueKind != JsonValueKind.Object)
            return null;
        var claims = new Dictionary<string, RequestedClaim>(StringComparer.Ordinal);
        foreach (var member in section.EnumerateObject())
            if (claims.Count == MostClaims || RequestedClaim.TryParse(member.Value) is not { } claim)
                return null;
            else
                claims[member.Name] = claim;
        return claims;
    }

    private static Dictionary<string, RequestedClaim> Only(IReadOnlyDictionary<string, RequestedClaim> claims, Func<string, bool> condition) =>
        claims.Where(claim => condition(claim.Key)).ToDictionary(StringComparer.Ordinal);

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, RequestedClaim> claims)
    {
        if (claims.Count == 0)
            return;
        json.WriteStartObject(name);
        foreach (var (claim, how) in claims.OrderBy(claim => claim.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(claim);
            how.Write(json);
        }
        json.WriteEndObject();
    }
}
