using PseIdentity.Protocol;

namespace PseIdentity.Server.Hardening;

/// <summary>The headers that every answer carries (OWASP Secure Headers; RFC 6797 for HSTS).</summary>
internal sealed class SecurityHeaders(RequestDelegate next, Issuer issuer)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Write, context);
        return next(context);
    }

    private Task Write(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        var isPage = context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        headers.ContentSecurityPolicy = isPage ? ContentSecurityPolicy.Of(context).ForPage() : ContentSecurityPolicy.ForData;
        headers.XContentTypeOptions = "nosniff";
        // With no-referrer Chromium would send "Origin: null" on our own form posts.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)";
        if (issuer.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        if (isPage)
        {
            if (!ContentSecurityPolicy.Of(context).IsFramed)
                headers.XFrameOptions = "DENY";
            // A page belongs to one request of one person.
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";
        }
        return Task.CompletedTask;
    }
}
