using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Http;

/// <summary>
/// Lets a relying party notice in the browser that somebody else, or nobody, is signed in (OpenID Connect Session Management 1.0): the browser state in a
/// cookie that our frame can read, and <c>session_state</c> in authorization responses, computed from it.
/// </summary>
public sealed class SessionStates(Issuer issuer, ProtocolCookies cookies, IOptions<SessionOptions> options)
{
    /// <summary>Where the frame is (<c>check_session_iframe</c>, §3.3).</summary>
    public const string FramePath = "/check-session";

    public bool Enabled => options.Value.Management;

    /// <summary>It is no credential: scripts of our own origin read it, and it goes with requests from other sites.</summary>
    public string CookieName { get; } = (issuer is { IsHttps: true, PathBase: "" } ? "__Host-" : "") + "pse-browser-state-" + issuer.CookieSuffix;

    /// <summary>Somebody has signed in: from now on the state is another one.</summary>
    public void Begin(HttpContext context)
    {
        if (Enabled)
            Set(context);
    }

    /// <summary>Nobody is signed in any more.</summary>
    public void End(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(CookieName))
            context.Response.Cookies.Delete(CookieName, Cookie());
    }

    /// <summary><c>session_state</c> for the answer to a client (§2); null when it is switched off, or the client has no origin, being native.</summary>
    public string? For(HttpContext context, BrowserSession? session, string clientId, string redirectUri)
    {
        if (!Enabled || !Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            return null;
        var state = "";
        // A frame of another site sends this cookie and not that of the session: nobody has signed out because of that.
        if (session is null && cookies.FindSession(context) is not null)
            End(context);
        else if (session is not null)
            state = context.Request.Cookies[CookieName] is { Length: > 0 } known ? known : Set(context);

        // §2: "based on a salted cryptographic hash of Client ID, origin URL, and OP User Agent state".
        var salt = RandomId.Of128Bits();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{clientId} {uri.GetLeftPart(UriPartial.Authority)} {state} {salt}"));
        return CanonicalBase64Url.Encode(hash) + "." + salt;
    }

    private string Set(HttpContext context)
    {
        var state = RandomId.Of128Bits();
        context.Response.Cookies.Append(CookieName, state, Cookie());
        return state;
    }

    // In a frame of another site only SameSite=None is readable, and browsers accept that with Secure alone.
    private CookieOptions Cookie() => new()
    {
        HttpOnly = false,
        Secure = issuer.IsHttps,
        SameSite = issuer.IsHttps ? SameSiteMode.None : SameSiteMode.Lax,
        Path = issuer.PathBase.Length == 0 ? "/" : issuer.PathBase,
        IsEssential = true,
    };
}
