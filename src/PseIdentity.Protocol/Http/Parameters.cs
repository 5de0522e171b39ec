using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Http;

/// <summary>The parameters of a request (RFC 6749 §3.1 and §3.2): one without a value counts as absent, one sent twice is refused.</summary>
public sealed class Parameters : IEnumerable<KeyValuePair<string, string>>
{
    private readonly Dictionary<string, StringValues> values;

    private Parameters(Dictionary<string, StringValues> values) => this.values = values;

    /// <summary>The names of parameters that were sent twice. <c>resource</c> and <c>audience</c> may be (RFC 8707 §2, RFC 8693 §2.1).</summary>
    public required IReadOnlyCollection<string> Repeated { get; init; }

    public string? this[string name] => values.TryGetValue(name, out var value) && value.Count > 0 && value[0] is { Length: > 0 } text ? text : null;

    /// <exception cref="ProtocolException">invalid_request when it is absent.</exception>
    public string Require(string name) =>
        this[name] ?? throw Refuse.InvalidRequest("request.parameter_missing", $"The parameter {name} is missing.");

    /// <exception cref="ProtocolException">invalid_request when any parameter was sent twice (RFC 6749 §3.1).</exception>
    public void RefuseRepeated()
    {
        if (Repeated.Count > 0)
            throw Refuse.InvalidRequest("request.parameter_repeated", "A parameter was sent more than once.", string.Join(' ', Repeated));
    }

    /// <summary>The same with one parameter set to this value.</summary>
    public Parameters With(string name, string value) => FromPairs(this.Where(p => p.Key != name).Append(KeyValuePair.Create(name, value)));

    /// <summary>The same without some parameters.</summary>
    public Parameters Without(IEnumerable<string> names) => FromPairs(this.Where(p => !names.Contains(p.Key, StringComparer.Ordinal)));

    public static Parameters FromPairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        From(pairs.GroupBy(p => p.Key, p => p.Value, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, new StringValues([.. g]))));

    /// <summary>The same without what proves the client: it is checked, and not kept.</summary>
    public Parameters WithoutCredentials() => Without(["client_secret", "client_assertion", "client_assertion_type"]);

    public static Parameters FromQuery(IQueryCollection query) => From(query);

    /// <summary>The parameters of a string such as <c>a=1&amp;b=2</c>.</summary>
    public static Parameters FromEncoded(string encoded) => From(QueryHelpers.ParseQuery(encoded));

    /// <summary>Reads an <c>application/x-www-form-urlencoded</c> body (RFC 6749 §3.2, appendix B); nothing else is accepted.</summary>
    /// <exception cref="ProtocolException">invalid_request.</exception>
    public static async ValueTask<Parameters> FromFormAsync(HttpRequest request, CancellationToken ct)
    {
        if (!IsFormEncoded(request.ContentType))
            throw Refuse.InvalidRequest("request.content_type", "The body must be application/x-www-form-urlencoded.");
        try
        {
            return From(await request.ReadFormAsync(ct));
        }
        catch (InvalidDataException e)
        {
            throw Refuse.InvalidRequest("request.form", "The form cannot be read.", e.Message);
        }
        catch (BadHttpRequestException e)
        {
            throw Refuse.InvalidRequest("request.body", "The body cannot be read.", e.Message);
        }
    }

    /// <summary>As one string; repeated ones stay repeated, so that they are refused wherever it is read again.</summary>
    public string Encode() => QueryHelpers.AddQueryString("", this.Select(p => KeyValuePair.Create<string, string?>(p.Key, p.Value))).TrimStart('?');

    /// <summary>The same for a redirect, which has to fit into a request line of every server and proxy on the way.</summary>
    /// <exception cref="ProtocolException">invalid_request when it is too long.</exception>
    public string EncodeForRedirect()
    {
        var encoded = Encode();
        return encoded.Length <= LongestEncoded ? encoded : throw TooLong();
    }

    /// <summary>Characters of a query; longer ones are not for URLs.</summary>
    public const int LongestEncoded = 6000;

    public static ProtocolException TooLong() => Refuse.InvalidRequest("request.too_long", "The request is too long.");

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        foreach (var (name, value) in values)
            foreach (var item in value)
                if (item is { Length: > 0 })
                    yield return KeyValuePair.Create(name, item);
    }

    [ExcludeFromCodeCoverage]
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Parameters From(IEnumerable<KeyValuePair<string, StringValues>> source)
    {
        var values = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        var repeated = new List<string>();
        foreach (var (name, value) in source)
        {
            // The framework folds names that differ only in case into one; such a pair counts as repeated, too.
            values[name] = value;
            if (value.Count > 1 && name is not ("resource" or "audience"))
                repeated.Add(name);
        }
        return new Parameters(values) { Repeated = repeated };
    }

    private static bool IsFormEncoded(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
    }
}
