using PseIdentity.Protocol;
using PseIdentity.Server.Setup.Provisioning;

namespace PseIdentity.Server.Organizations;

/// <summary>The company that somebody signs in with, remembered by the browser for half a year. It names nobody and proves nothing.</summary>
internal sealed class CompanyCookie(Issuer issuer)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    private readonly string name = (issuer is { IsHttps: true, PathBase: "" } ? "__Host-" : "") + "pse-company-" + issuer.CookieSuffix;

    public string? Find(HttpContext context) => context.Request.Cookies[name] is { } organization && Slug.IsValid(organization) ? organization : null;

    /// <param name="organization">Null forgets it.</param>
    public void Set(HttpContext context, string? organization)
    {
        if (organization is not null)
            context.Response.Cookies.Append(name, organization, Options(Lifetime));
        else if (context.Request.Cookies.ContainsKey(name))
            context.Response.Cookies.Delete(name, Options(null));
    }

    private CookieOptions Options(TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = issuer.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = issuer.PathBase.Length == 0 ? "/" : issuer.PathBase,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
