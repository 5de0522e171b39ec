using System.Net;

namespace PseIdentity.Testing.Http;

/// <summary>One answer on the way of a browser.</summary>
public sealed class Hop(HttpMethod method, Uri address, HttpResponseMessage response)
{
    private readonly Dictionary<string, string[]> headers =
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => h.Value.ToArray(), StringComparer.OrdinalIgnoreCase);

    public HttpMethod Method { get; } = method;

    public Uri Address { get; } = address;

    /// <summary>What was posted.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Form { get; init; } = [];

    public HttpStatusCode Status { get; } = response.StatusCode;

    public Uri? Location { get; } = response.Headers.Location;

    public bool IsPage { get; } = response.Content.Headers.ContentType?.MediaType == "text/html";

    /// <summary>The values of a header, one by one.</summary>
    public IReadOnlyList<string> All(string header) => headers.TryGetValue(header, out var values) ? values : [];

    public override string ToString() => $"{Method} {Address.AbsolutePath} {(int)Status}";
}
