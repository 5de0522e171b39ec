using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>
/// The provider's signed-out page shows this address in a frame, so that the browser forgets its session here (OpenID Connect Front-Channel Logout 1.0 §2).
/// It needs cookies in frames, which browsers keep from other sites: the back channel stays the one to rely on.
/// </summary>
internal sealed class FrontChannelLogout(IOptions<OidcOptions> options, PortalSessions sessions, Cookies cookies)
{
    public const string Path = "/frontchannel-logout";

    /// <summary><c>GET /frontchannel-logout?iss=…&amp;sid=…</c></summary>
    public IResult Receive(HttpContext context, string? iss, string? sid)
    {
        // §3: "The RP's response SHOULD include the Cache-Control HTTP response header field with a no-store value".
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Cookies.TryGetValue(cookies.Session, out var cookie) && string.Equals(iss, options.Value.Authority, StringComparison.Ordinal)
            && sid is { Length: > 0 } && IsAbout(sid, cookie))
        {
            sessions.End(cookie);
            context.Response.Cookies.Delete(cookies.Session, cookies.Flags());
        }
        return TypedResults.Content("<!DOCTYPE html><title>Signed out</title>", "text/html");
    }

    // A session that has ended by the back channel leaves a cookie behind that stands for nothing.
    private bool IsAbout(string sid, string cookie) =>
        sessions.Find(cookie) is not { } session || string.Equals(session.Identity.SessionId, sid, StringComparison.Ordinal);
}
