using Microsoft.Extensions.Options;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>The second address of the endpoints, where clients are asked for certificates (RFC 8705 §5); browsers are never sent there.</summary>
public sealed class MtlsAlias(Issuer issuer, IOptions<MtlsOptions> options)
{
    /// <summary>What clients ask directly, by its name in the metadata; an endpoint that takes client authentication or tokens belongs here.</summary>
    public static IReadOnlyList<(string Member, string Path)> Endpoints { get; } =
    [
        ("token_endpoint", "/token"),
        ("pushed_authorization_request_endpoint", "/par"),
        ("userinfo_endpoint", "/userinfo"),
        ("introspection_endpoint", "/introspect"),
        ("revocation_endpoint", "/revoke"),
        ("device_authorization_endpoint", "/device_authorization"),
        ("backchannel_authentication_endpoint", "/backchannel_authentication"),
    ];

    private readonly string? origin = options.Value.Url is { Length: > 0 } url ? new Uri(url).GetLeftPart(UriPartial.Authority) : null;

    // The port of our own listener; null where a proxy takes the certificates.
    private readonly int? listens = options.Value is { Url: { Length: > 0 } own, Certificate.Length: > 0 } ? new Uri(own).Port : null;

    /// <summary>True where client certificates can be presented at all.</summary>
    public bool IsOpen => origin is not null;

    /// <summary>Host and, where not the default, port; null when there is none.</summary>
    public string? Host => origin is null ? null : new Uri(origin).Authority;

    /// <summary>Whether a request came to the alias: by its name, or through the program's own second listener.</summary>
    public bool IsAskedAt(string? host, int port) =>
        Host is { } own && (string.Equals(host, own, StringComparison.OrdinalIgnoreCase) || string.Equals(host, own + ":443", StringComparison.OrdinalIgnoreCase) || port == listens);

    /// <summary>Whether the path is an endpoint that clients ask directly.</summary>
    public static bool Serves(string path) => Endpoints.Any(endpoint => string.Equals(endpoint.Path, path, StringComparison.Ordinal));

    /// <summary>The address of a path such as <c>/token</c>; none when there is no alias.</summary>
    public IEnumerable<string> Urls(string path) => origin is null ? [] : [origin + issuer.PathBase + path];
}
