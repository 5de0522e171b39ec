using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Protocol;

/// <summary>The provider's one public address (RFC 8414 §2). Every absolute URL is made from it, never from a request header.</summary>
public sealed class Issuer
{
    /// <param name="value">The issuer exactly as clients compare it: scheme, host, optional port and path, no trailing slash.</param>
    /// <exception cref="ArgumentException">The value is not an absolute http or https URL without query, fragment and trailing slash.</exception>
    public Issuer(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")
            || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0 || value.EndsWith('/'))
            throw new ArgumentException("An issuer is an http or https URL without query, fragment, user and trailing slash.", nameof(value));
        Value = value;
        IsHttps = uri.Scheme == "https";
        Origin = uri.GetLeftPart(UriPartial.Authority);
        Host = uri.Authority;
        PathBase = uri.AbsolutePath == "/" ? "" : uri.AbsolutePath;
        CookieSuffix = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..8];
    }

    public string Value { get; }

    /// <summary>Scheme, host and port, as browsers write an origin.</summary>
    public string Origin { get; }

    /// <summary>Host and, where not the default, port.</summary>
    public string Host { get; }

    /// <summary>The issuer's path, or an empty string.</summary>
    public string PathBase { get; }

    public bool IsHttps { get; }

    /// <summary>Eight characters of SHA-256 of the issuer: cookies ignore ports, so two providers on one host need two names.</summary>
    public string CookieSuffix { get; }

    /// <summary>The absolute URL of a path such as <c>/token</c>.</summary>
    public string Url(string path) => Value + path;

    public override string ToString() => Value;
}
