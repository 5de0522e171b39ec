using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using PaymentsPortal.OpenIdConnect;

namespace PaymentsPortal;

/// <summary>What every answer of the portal carries.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        // Browsers apply form-action to the redirects after a POST, and sign-out goes from a form to the provider.
        var provider = app.Services.GetRequiredService<IOptions<OidcOptions>>().Value.AuthorityOrigin;
        var policy = $"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {provider}; base-uri 'none'; frame-ancestors 'none'";
        // The one answer that the provider shows in a frame.
        var inFrame = $"default-src 'none'; frame-ancestors {provider}";

        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = context.Request.Path == FrontChannelLogout.Path ? inFrame : policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                if (headers.CacheControl.Count == 0 && context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
                    headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>Antiforgery and one-time messages under the portal's own cookie names, so that two portals on one host keep apart.</summary>
    public static void AddPortalCookieNames(this IServiceCollection services)
    {
        services.AddOptions<AntiforgeryOptions>().Configure<Cookies, IOptions<OidcOptions>>((antiforgery, cookies, oidc) =>
        {
            antiforgery.Cookie.Name = cookies.Name("antiforgery");
            antiforgery.Cookie.SecurePolicy = oidc.Value.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        });
        services.AddOptions<CookieTempDataProviderOptions>().Configure<Cookies, IOptions<OidcOptions>>((message, cookies, oidc) =>
        {
            message.Cookie.Name = cookies.Name("message");
            message.Cookie.SecurePolicy = oidc.Value.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        });
    }
}
