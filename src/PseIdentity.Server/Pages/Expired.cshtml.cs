using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Pages;

/// <summary>The request behind a page is gone, or this browser cannot be told from others.</summary>
internal sealed class ExpiredModel(ProtocolCookies cookies) : PageModel
{
    /// <summary>Every request begins by setting a cookie, so a browser that comes back without one keeps none.</summary>
    public bool CookiesAreBlocked { get; private set; }

    public void OnGet()
    {
        CookiesAreBlocked = HttpContext.Features.Get<PageAnswer>() is ExpiredPage && cookies.FindBrowser(HttpContext) is null;
    }
}
