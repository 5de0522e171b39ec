using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Handles;

namespace PseIdentity.Protocol.Http;

/// <summary>
/// The cookies of the provider: which browser this is, and which session. Each holds 256 random bits and nothing else; the database knows their hashes.
/// Names carry the issuer's suffix, and the <c>__Host-</c> prefix when the issuer is https without a path (RFC 6265bis §4.1.3).
/// </summary>
public sealed class ProtocolCookies(Issuer issuer)
{
    public string SessionName { get; } = NameOf(issuer, "pse-session");

    public string BrowserName { get; } = NameOf(issuer, "pse-browser");

    /// <summary>SHA-256 of the session cookie, or null.</summary>
    public byte[]? FindSession(HttpContext context) => HashOf(context.Request.Cookies[SessionName]);

    /// <summary>A new session secret in the answer; a remembered one survives the browser.</summary>
    /// <returns>Its SHA-256, for the database.</returns>
    public byte[] SetSession(HttpContext context, DateTimeOffset? expires)
    {
        var secret = RandomId.Of256Bits();
        context.Response.Cookies.Append(SessionName, secret, Options(expires));
        return Hash(secret);
    }

    public void ClearSession(HttpContext context) => context.Response.Cookies.Delete(SessionName, Options(null));

    /// <summary>SHA-256 of the browser cookie, or null when this browser has none.</summary>
    public byte[]? FindBrowser(HttpContext context) => HashOf(context.Request.Cookies[BrowserName]);

    /// <summary>SHA-256 of the browser cookie; a browser without one gets it with this answer.</summary>
    public byte[] FindOrSetBrowser(HttpContext context)
    {
        if (FindBrowser(context) is { } known)
            return known;
        var secret = RandomId.Of256Bits();
        context.Response.Cookies.Append(BrowserName, secret, Options(null));
        return Hash(secret);
    }

    private CookieOptions Options(DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        Secure = issuer.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = issuer.PathBase.Length == 0 ? "/" : issuer.PathBase,
        Expires = expires,
        IsEssential = true,
    };

    private static string NameOf(Issuer issuer, string name) =>
        (issuer is { IsHttps: true, PathBase: "" } ? "__Host-" : "") + name + "-" + issuer.CookieSuffix;

    private static byte[]? HashOf(string? secret) => secret is { Length: 43 } ? Hash(secret) : null;

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}
