using Microsoft.Extensions.Options;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>The second address of the endpoints, where clients are asked for certificates (RFC 8705 §5); browsers are never sent there.</summary>
public sealed class MtlsAlias(Issuer issuer, IOptions<MtlsOptions> options)
{
    private readonly string? origin = options.Value.Url is { Length: > 0 } url ? new Uri(url).GetLeftPart(UriPartial.Authority) : null;

    /// <summary>True where client certificates can be presented at all.</summary>
    public bool IsOpen => origin is not null;

    /// <summary>Host and, where not the default, port; null when there is none.</summary>
    public string? Host => origin is null ? null : new Uri(origin).Authority;

    /// <summary>The address of a path such as <c>/token</c>; none when there is no alias.</summary>
    public IEnumerable<string> Urls(string path) => origin is null ? [] : [origin + issuer.PathBase + path];
}
