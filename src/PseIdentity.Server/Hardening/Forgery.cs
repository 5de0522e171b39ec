using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Hardening;

/// <summary>
/// Antiforgery of the pages. The cookie carries the issuer's suffix, since cookies ignore ports; tokens are not bound to a person
/// (nobody sets <see cref="HttpContext.User"/>), so that a second tab survives a sign-in in the first.
/// </summary>
internal static class Forgery
{
    public static IServiceCollection AddForgeryProtection(this IServiceCollection services)
    {
        services.AddAntiforgery();
        services.AddOptions<AntiforgeryOptions>().Configure<Issuer>((options, issuer) =>
        {
            options.Cookie.Name = (issuer is { IsHttps: true, PathBase: "" } ? "__Host-" : "") + "pse-forgery-" + issuer.CookieSuffix;
            options.Cookie.Path = issuer.PathBase.Length == 0 ? "/" : issuer.PathBase;
            options.Cookie.SecurePolicy = issuer.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.HttpOnly = true;
            // The policy of the page says frame-ancestors already; this header would be written twice.
            options.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<MvcOptions>(options => options.Filters.Add<ForgeryBecomesExpired>());
        return services;
    }

    /// <summary>A form whose token does not fit was open for too long, or cookies are blocked: a page that says what to do next.</summary>
    private sealed class ForgeryBecomesExpired : IAlwaysRunResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context)
        {
            if (context.Result is not IAntiforgeryValidationFailedResult)
                return;
            new ExpiredPage().LeaveFor(context.HttpContext);
            context.Result = new EmptyResult();
        }

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }
}
